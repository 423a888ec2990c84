package io.roomcast;

import java.util.Optional;
import java.util.Set;

/**
 * A part of the application that clients join separately over the same connection: {@code /} or
 * {@code /chat}. As a {@link Broadcast} it means all its sockets. Thread-safe; nothing here blocks.
 *
 * <p>Counterpart in Socket.IO: {@code Namespace}.
 */
public interface Namespace extends Broadcast {

  /**
   * The name.
   *
   * @return begins with {@code /}
   */
  String name();

  /**
   * Adds a listener for clients that join.
   *
   * @param listener called once per client; several in the order in which they were added
   * @return takes it away again
   */
  Subscription onConnection(ConnectionListener listener);

  /**
   * Adds a middleware, which runs after those that were added before.
   *
   * @param middleware decides who may join
   */
  void use(Middleware middleware);

  /**
   * Adds a middleware whose answer comes later.
   *
   * @param middleware decides who may join
   */
  void useAsync(Middleware.Async middleware);

  /**
   * A handle on a room, which need not exist yet.
   *
   * @param name the room's name, not empty
   * @return a handle
   */
  Room room(String name);

  /**
   * The rooms that have members on this server, the sockets' own ones included.
   *
   * @return a snapshot of their names
   */
  Set<String> rooms();

  /**
   * How many sockets are connected to this server. Cheap, unlike a count of {@link #sockets()}.
   *
   * @return a snapshot
   */
  int size();

  /**
   * A socket that is connected to this server.
   *
   * @param id its id
   * @return the socket, if it is connected
   */
  Optional<Socket> socket(String id);
}
