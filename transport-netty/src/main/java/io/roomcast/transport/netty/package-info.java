/**
 * HTTP, WebSocket and TLS on one port, on top of Netty.
 *
 * <p>{@link io.roomcast.transport.netty.NettyTransport} listens on a port of its own; {@link
 * io.roomcast.transport.netty.EmbeddedNettyTransport} serves connections that an application
 * accepts in a Netty pipeline of its own.
 */
package io.roomcast.transport.netty;
