package io.roomcast;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Some of the sockets of a namespace, and what can be done with all of them, on whichever server
 * they are. Immutable: every operator returns a new one. Which sockets are meant is decided anew at
 * each call; a socket in several of the rooms is meant once. Thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * io.to("room1").to("room2").except("muted").emit("news", "hello");
 * }</pre>
 *
 * <p>What one thread asks for takes place in that order on every server: who is told something and
 * then disconnected hears it first. The actions that depend on a returned future run on the
 * server's executor.
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
   * Only those that are connected to this server; the adapter is not asked.
   *
   * @return a narrower selection
   */
  Broadcast local();

  /**
   * For events that are of no use later, as {@link Emitter#asVolatile()}; which sockets do not get
   * one is decided for each of them.
   *
   * @return the same selection
   */
  Broadcast asVolatile();

  /**
   * Whether events may be compressed, as {@link Emitter#compress}.
   *
   * @param on by default true
   * @return the same selection
   */
  Broadcast compress(boolean on);

  /**
   * How long {@link #emitWithAck} and {@link #fetchSockets} wait for answers.
   *
   * @param timeout positive
   * @return the same selection
   * @throws IllegalArgumentException if it is not positive
   */
  Broadcast timeout(Duration timeout);

  /**
   * Sends an event to all of them. It is encoded once. That an adapter could not pass it on to
   * other servers is logged.
   *
   * <p>A client for which too much waits already delays nobody else: what becomes of it, and of the
   * event, is told by the {@link Overflow} of the namespace.
   *
   * @param event the name
   * @param values as in {@link Emitter#emit}
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nobody gets it then
   */
  void emit(String event, @Nullable Object... values);

  /**
   * Sends an event to all of them that is called {@code message}.
   *
   * @param values as in {@link Emitter#emit}
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nobody gets it then
   */
  default void send(@Nullable Object... values) {
    emit("message", values);
  }

  /**
   * Sends an event to all of them and asks each for an answer. A socket that goes, owes {@link
   * ServerOptions#maxPendingAcks()} answers already or was not sent a volatile event counts as
   * silent at once, so this ends as soon as nobody is left who could answer; with nobody to ask it
   * is complete at once. An answer that comes too late is ignored.
   *
   * @param event the name
   * @param values as in {@link Emitter#emit}
   * @return completes with the answers when all have come or the {@linkplain #timeout time}, by
   *     default {@link ServerOptions#ackTimeout()}, is up; then with those that came, and who was
   *     silent. An answer from another server may be reduced to its first argument. Exceptionally
   *     where the adapter failed
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nobody gets it then
   */
  CompletableFuture<Answers<EventArgs>> emitWithAck(String event, @Nullable Object... values);

  /**
   * Asks all servers for those of their sockets that are meant.
   *
   * @return completes with them when every server has answered or the {@linkplain #timeout time},
   *     by default 5 s, is up; then with those of the servers that did. Exceptionally where the
   *     adapter failed
   */
  CompletableFuture<Answers<RemoteSocket>> fetchSockets();

  /**
   * Lets all of them join rooms. Those of this server have joined when this returns, unless an
   * adapter puts that off to keep the order on all servers.
   *
   * @param rooms the rooms to join
   * @return completes when every server has been told; exceptionally where the adapter failed,
   *     which is logged as well
   * @throws IllegalArgumentException if a name is empty
   */
  CompletableFuture<Void> socketsJoin(String... rooms);

  /**
   * Lets all of them leave rooms, as {@link #socketsJoin}.
   *
   * @param rooms the rooms to leave
   * @return as {@link #socketsJoin}
   * @throws IllegalArgumentException if a name is empty
   */
  CompletableFuture<Void> socketsLeave(String... rooms);

  /**
   * Disconnects all of them from this namespace, after what has been sent to them.
   *
   * @return as {@link #socketsJoin}
   */
  default CompletableFuture<Void> disconnectSockets() {
    return disconnectSockets(false);
  }

  /**
   * Disconnects all of them, after what has been sent to them.
   *
   * @param close whether to close their connections too, and so leave every namespace
   * @return as {@link #socketsJoin}
   */
  CompletableFuture<Void> disconnectSockets(boolean close);

  /**
   * Those of them that are connected to this server.
   *
   * @return a snapshot
   */
  Collection<Socket> sockets();
}
