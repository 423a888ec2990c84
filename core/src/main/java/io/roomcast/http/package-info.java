/** Ordinary HTTP on the server's port: the page that loads the client, and whatever else. */
package io.roomcast.http;
