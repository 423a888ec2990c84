/** The official Socket.IO browser client, fetched with npm when this module was built. */
package io.roomcast.client.bundle;
