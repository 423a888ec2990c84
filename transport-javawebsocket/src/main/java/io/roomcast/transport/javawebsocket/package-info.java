/**
 * HTTP and WebSocket on one port, on top of Java-WebSocket.
 *
 * <p>{@link io.roomcast.transport.javawebsocket.JavaWebSocketTransport} is all that an application
 * touches.
 */
package io.roomcast.transport.javawebsocket;
