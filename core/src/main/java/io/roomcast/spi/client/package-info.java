/** How the browser client's files reach the server that serves them. */
package io.roomcast.spi.client;
