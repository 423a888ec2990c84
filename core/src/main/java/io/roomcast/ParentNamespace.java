package io.roomcast;

import java.util.Collection;

/**
 * Namespaces that come into being when a client asks for them. Each of these children begins with
 * the middlewares, connection listeners and overflow policy that the parent has at that moment;
 * what is added to the parent, or taken from it, later concerns later children only. As a {@link
 * Broadcast} it means the sockets of all children that there are; {@link Broadcast#fetchSockets} is
 * not possible here, but for each child. Clients cannot join it. Thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * ParentNamespace tenants = io.of(Pattern.compile("^/tenant-\\d+$"), parent -> {
 *   parent.use(socket -> accounts.checkMember(socket.namespace().name(), socket.handshake()));
 *   parent.onConnection(socket -> socket.emit("welcome", socket.namespace().name()));
 * });
 * tenants.emit("maintenance", "at noon");
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code ParentNamespace}.
 */
public interface ParentNamespace extends Broadcast {

  /**
   * Adds a listener for clients that join a later child.
   *
   * @param listener called once per client; several in the order in which they were added
   * @return takes it away again, for children that are made after that
   */
  Subscription onConnection(ConnectionListener listener);

  /**
   * Adds a middleware for later children.
   *
   * @param middleware decides who may join
   */
  void use(Middleware middleware);

  /**
   * Adds a middleware for later children, whose answer comes later.
   *
   * @param middleware decides who may join
   */
  void useAsync(Middleware.Async middleware);

  /**
   * Sets what is done in later children about clients for which too much waits.
   *
   * @param policy by default {@link Overflow#close()}
   */
  void overflow(Overflow policy);

  /**
   * The children that there are.
   *
   * @return a snapshot
   */
  Collection<Namespace> children();
}
