/**
 * The Socket.IO half: packets, namespaces, sockets, rooms in memory, listeners. It knows no HTTP.
 *
 * <p>A packet comes in through {@link io.roomcast.internal.socketio.ClientConnection} and goes to a
 * {@link io.roomcast.internal.socketio.LocalSocket}, whose listeners run on its serial queue. It
 * goes out from a {@link io.roomcast.internal.socketio.LocalSocket}, or from a {@link
 * io.roomcast.internal.socketio.BroadcastOperator} by way of the namespace's adapter, straight to
 * the engine's sessions.
 *
 * <p>Who owns what:
 *
 * <ul>
 *   <li>the session's serial calls own the decoder, and alone add sockets to a connection;
 *   <li>a socket's {@link io.roomcast.internal.socketio.Membership} decides, under a small lock of
 *       its own, where the socket stands and what rooms it is in; whoever ends it does all the
 *       rest;
 *   <li>a socket's serial queue owns the order of everything that listeners see.
 * </ul>
 */
package io.roomcast.internal.socketio;
