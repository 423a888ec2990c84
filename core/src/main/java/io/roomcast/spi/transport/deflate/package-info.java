/**
 * The WebSocket extension permessage-deflate (RFC 7692), made once for all transports: a transport
 * calls {@link io.roomcast.spi.transport.deflate.DeflateExtension#negotiate} at the opening
 * handshake, sets and checks the bit RSV1, and has the payloads made and read here.
 */
package io.roomcast.spi.transport.deflate;
