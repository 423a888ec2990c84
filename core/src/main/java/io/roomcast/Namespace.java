package io.roomcast;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A part of the application that clients join separately over the same connection: {@code /} or
 * {@code /chat}. As a {@link Broadcast} it means all its sockets. Thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * Namespace chat = io.of("/chat", namespace -> {
 *   namespace.use(socket -> accounts.check(socket.handshake()));
 *   namespace.onConnection(socket -> socket.join("lobby"));
 * });
 * chat.to("lobby").emit("news", "hello");
 * }</pre>
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
   * Sets what is done about clients for which too much waits. Holds for this namespace on this
   * server, from the next event on.
   *
   * @param policy by default {@link Overflow#close()}
   */
  void overflow(Overflow policy);

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
   * Whether nobody is connected to this server.
   *
   * @return true where {@link #size()} is 0
   */
  default boolean isEmpty() {
    return size() == 0;
  }

  /**
   * A socket that is connected to this server.
   *
   * @param id its id
   * @return the socket, if it is connected
   */
  Optional<Socket> socket(String id);

  /**
   * Sends an event to the same namespace of all other servers, whose {@link #serverSideEvents()}
   * hear it; clients do not. Without an adapter that spans servers there are no others.
   *
   * @param event the name
   * @param values as in {@link Emitter#emit}
   * @return completes when it is on its way; exceptionally where the adapter failed, which is
   *     logged as well
   * @throws IllegalArgumentException if the event's name is reserved: besides those of {@link
   *     EventEmitter#on(String, Listener1)}, connection and new_namespace
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  CompletableFuture<Void> serverSideEmit(String event, @Nullable Object... values);

  /**
   * As {@link #serverSideEmit}, and asks each other server for an answer, for 5 s at the most.
   *
   * @param event the name
   * @param values as in {@link Emitter#emit}
   * @return completes with one answer of each server, or when the time is up with those that came;
   *     where there are no others, at once with none. Exceptionally where the adapter failed
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  default CompletableFuture<Answers<EventArgs>> serverSideEmitWithAck(
      String event, @Nullable Object... values) {
    return serverSideEmitWithAck(Duration.ofSeconds(5), event, values);
  }

  /**
   * As {@link #serverSideEmitWithAck(String, Object...)}, with another time for the answers. The
   * time is given here and not by {@code timeout(...)}, which is about the answers of clients.
   *
   * @param timeout how long answers are waited for; positive
   * @param event the name
   * @param values as in {@link Emitter#emit}
   * @return as there
   * @throws IllegalArgumentException if the event's name is reserved or the timeout not positive
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  CompletableFuture<Answers<EventArgs>> serverSideEmitWithAck(
      Duration timeout, String event, @Nullable Object... values);

  /**
   * The listeners for what other servers send with {@link #serverSideEmit}. They are called one at
   * a time, in the order in which the events came, on the server's executor, and may block; what
   * they throw is logged.
   *
   * <pre>{@code
   * io.serverSideEvents().on("sold out", String.class, item -> shop.withdraw(item));
   * }</pre>
   *
   * @return always the same
   */
  EventEmitter serverSideEvents();
}
