package io.roomcast;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.TransportName;
import java.util.Map;
import java.util.Set;

/**
 * One client in one namespace.
 *
 * <p>Its listeners, and those of its connection and disconnection, run one at a time on the
 * server's executor. Everything here may be called from any thread, and nothing blocks.
 *
 * <p>Counterpart in Socket.IO: {@code Socket}.
 */
public interface Socket extends EventEmitter, Emitter {

  /**
   * The public id, under which every socket is also in a room of its own.
   *
   * @return 20 random characters; not the id of the connection, which is a secret
   */
  String id();

  /**
   * The namespace.
   *
   * @return the one that the client joined
   */
  Namespace namespace();

  /**
   * How the client introduced itself.
   *
   * @return the handshake
   */
  Handshake handshake();

  /**
   * How packets travel now.
   *
   * @return polling, and after an upgrade WebSocket
   */
  TransportName transport();

  /**
   * The session that carries the client's packets, which sockets of the client in other namespaces
   * share. Listeners that are added here go with this socket; the one for the close is still told
   * where the session's end ends the socket.
   *
   * <p>Counterpart in Socket.IO: {@code socket.conn}.
   *
   * @return another view of the same session at each call
   */
  ClientSession session();

  /**
   * Whether the client is in the namespace.
   *
   * @return false inside middlewares and after the disconnection
   */
  boolean connected();

  /**
   * A place for the application's own data.
   *
   * @return mutable and thread-safe; empty at first; takes no null
   */
  Map<String, Object> data();

  /**
   * Joins rooms. An emit that comes later on the same thread reaches the socket.
   *
   * <p>Every socket is in a room that is named by its id, and that room can be joined like any
   * other: who lets clients choose rooms by name without a check lets them listen to each other's
   * private messages. Put a prefix of your own before such names, {@code "chat:" + name}.
   *
   * @param rooms names, not empty
   * @return false where the socket has gone, would be in more rooms than {@link
   *     ServerOptions#maxRoomsPerSocket()}, or where a name is longer than {@link
   *     ServerOptions#maxRoomNameLength()}; it has then joined none of them
   * @throws IllegalArgumentException if a name is empty
   */
  boolean join(String... rooms);

  /**
   * Leaves rooms. Nobody leaves the room of their own id.
   *
   * @param rooms names; those that it is not in are ignored
   */
  void leave(String... rooms);

  /**
   * The rooms that it is in.
   *
   * @return a snapshot, its own room first; empty after the disconnection
   */
  Set<String> rooms();

  /**
   * Everybody else in the namespace.
   *
   * @return a selection without this socket
   */
  Broadcast broadcast();

  /**
   * The members of rooms, without this socket.
   *
   * @param rooms names
   * @return a selection without this socket
   */
  default Broadcast to(String... rooms) {
    return broadcast().to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms names
   * @return a selection without this socket
   */
  default Broadcast in(String... rooms) {
    return to(rooms);
  }

  /**
   * Everybody in the namespace but the members of rooms and this socket.
   *
   * @param rooms names
   * @return a selection without this socket
   */
  default Broadcast except(String... rooms) {
    return broadcast().except(rooms);
  }

  /**
   * Everybody else in the namespace who is connected to this server.
   *
   * @return a selection without this socket
   */
  default Broadcast local() {
    return broadcast().local();
  }

  /**
   * Adds a listener for the moment before the socket goes, when {@link #rooms()} still tells. It is
   * not {@link #connected()} any more then: nothing reaches it, and it joins no room.
   *
   * @param listener called at most once, before {@link #rooms()} becomes empty
   * @return takes it away again
   */
  default Subscription onDisconnecting(DisconnectListener listener) {
    return onDisconnecting((reason, cause) -> listener.onDisconnect(reason));
  }

  /**
   * As {@link #onDisconnecting(DisconnectListener)}, with the cause.
   *
   * @param listener called at most once, before {@link #rooms()} becomes empty
   * @return takes it away again
   */
  Subscription onDisconnecting(DisconnectListener.WithCause listener);

  /**
   * Adds a listener for the moment after the socket has gone.
   *
   * @param listener called at most once; at once (on the executor) if it has gone already
   * @return takes it away again
   */
  default Subscription onDisconnect(DisconnectListener listener) {
    return onDisconnect((reason, cause) -> listener.onDisconnect(reason));
  }

  /**
   * As {@link #onDisconnect(DisconnectListener)}, with the cause.
   *
   * @param listener called at most once; at once (on the executor) if it has gone already
   * @return takes it away again
   */
  Subscription onDisconnect(DisconnectListener.WithCause listener);

  /**
   * Tells the client to leave this namespace, after what has been sent to it. No further event of
   * it is handled, not even one that is waiting for its listeners. Inside a middleware it refuses
   * the client, with the message "disconnected", whatever the middleware does then.
   */
  default void disconnect() {
    disconnect(false);
  }

  /**
   * Tells the client to leave, after what has been sent to it. No further event of it is handled,
   * not even one that is waiting for its listeners. Inside a middleware it refuses the client, with
   * the message "disconnected". Does nothing when the socket has gone.
   *
   * @param close whether to close its connection too, and so leave every namespace
   */
  void disconnect(boolean close);
}
