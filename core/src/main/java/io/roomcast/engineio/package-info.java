/**
 * Engine.IO, the layer below Socket.IO: sessions over long-polling and WebSocket.
 *
 * <p>{@link io.roomcast.engineio.EngineOptions} are the options of the connection, for Socket.IO
 * too. {@link io.roomcast.engineio.EngineView} and {@link io.roomcast.engineio.ClientSession} show
 * what is below a Socket.IO server and below its sockets. {@link io.roomcast.engineio.EngineServer}
 * is a server without Socket.IO on it.
 */
package io.roomcast.engineio;
