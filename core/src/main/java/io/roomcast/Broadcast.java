package io.roomcast;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Some of the sockets of a namespace, and what can be done with all of them. Immutable: every
 * operator returns a new one. Which sockets are meant is decided anew at each call; a socket in
 * several of the rooms is meant once. Thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * io.to("room1").to("room2").except("muted").emit("news", "hello");
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code BroadcastOperator}.
 */
public interface Broadcast {

  /**
   * Adds rooms. Without any, the whole namespace is meant.
   *
   * @param rooms names; a socket's id means that socket
   * @return a wider selection
   */
  Broadcast to(String... rooms);

  /**
   * The same as {@link #to}, for sentences that read better so.
   *
   * @param rooms names; a socket's id means that socket
   * @return a wider selection
   */
  default Broadcast in(String... rooms) {
    return to(rooms);
  }

  /**
   * Leaves the members of rooms out.
   *
   * @param rooms names; a socket's id means that socket
   * @return a narrower selection
   */
  Broadcast except(String... rooms);

  /**
   * Sends an event to all of them. It is encoded once.
   *
   * @param event the name
   * @param values as in {@link Emitter#emit}
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nobody gets it then
   */
  void emit(String event, @Nullable Object... values);

  /**
   * Lets all of them join rooms. Where an adapter spans several servers, those on other servers
   * join a little later.
   *
   * @param rooms the rooms to join
   */
  void socketsJoin(String... rooms);

  /**
   * Lets all of them leave rooms, as {@link #socketsJoin}.
   *
   * @param rooms the rooms to leave
   */
  void socketsLeave(String... rooms);

  /** Disconnects all of them from this namespace, after what has been sent to them. */
  default void disconnectSockets() {
    disconnectSockets(false);
  }

  /**
   * Disconnects all of them, after what has been sent to them.
   *
   * @param close whether to close their connections too, and so leave every namespace
   */
  void disconnectSockets(boolean close);

  /**
   * Those of them that are connected to this server.
   *
   * @return a snapshot
   */
  Collection<Socket> sockets();
}
