/**
 * What a network binding implements: a {@link io.roomcast.spi.transport.Transport} turns bytes into
 * {@linkplain io.roomcast.spi.transport.Exchange HTTP exchanges} and {@linkplain
 * io.roomcast.spi.transport.WebSocketConnection WebSocket connections}, and nothing else.
 *
 * <p>Admission, CORS, sessions, upgrades and error bodies live in the core, once for all
 * transports. The types here know neither Engine.IO nor Socket.IO.
 */
package io.roomcast.spi.transport;
