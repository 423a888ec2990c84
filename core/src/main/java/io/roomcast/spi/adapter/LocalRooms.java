package io.roomcast.spi.adapter;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The local half of a namespace: the rooms and sockets of this server. Implemented by the core and
 * handed to a {@link RoomAdapter}, which calls it for what its own server wants and for what comes
 * from others. Thread-safe; nothing here blocks, runs an application's code on the calling thread
 * or waits for a client, so a thread that reads the wire may call it. Two calls by one thread take
 * effect in their order, for each socket.
 *
 * <p>Where clients may come back ({@link io.roomcast.ConnectionStateRecovery}), those that are away
 * are kept the events, and found again in their rooms. So {@link #broadcast}, {@link #join}, {@link
 * #leave} and {@link #disconnect} reach them, too, and {@link #rooms}, {@link #hasRoom} and {@link
 * #hasSocket} count them, while {@link #broadcastWithAck}, {@link #details} and {@link #sockets}
 * are about those that are connected.
 *
 * <p>While the server is stopped there are no sockets, and all of it is without effect.
 *
 * <p>Example: {@link RoomAdapter}.
 */
public interface LocalRooms {

  /** Something that is to happen later. */
  @FunctionalInterface
  interface Timeout {

    /** Forgets it, if it has not begun. Idempotent. */
    void cancel();
  }

  /**
   * The namespace.
   *
   * @return its name, which begins with {@code /}
   */
  String namespace();

  /**
   * Sends a packet to the selected sockets of this server. It is encoded once.
   *
   * @param packet an event without an id; its namespace is taken to be this one
   * @param selection who gets it
   * @param flags how it is delivered
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; nobody gets it then
   */
  void broadcast(Packet packet, Selection selection, EmitFlags flags);

  /**
   * As {@link #broadcast(Packet, Selection, EmitFlags)}, for an event that has a place in the log
   * of a {@link SessionStore}. Reliable events get the offset as a last argument, by which their
   * receivers later say what they have. Called in the order of the log, one at a time: a client
   * that has an event is taken to have all those before it.
   *
   * @param packet an event without an id; its namespace is taken to be this one
   * @param selection who gets it
   * @param flags how it is delivered
   * @param offset its place; ignored where the adapter has no store
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; nobody gets it then
   */
  void broadcast(Packet packet, Selection selection, EmitFlags flags, String offset);

  /**
   * Whether clients may come back. Where they may not, no store is needed, and no offsets.
   *
   * @return the same as long as the server is there
   */
  boolean recovers();

  /**
   * As {@link #broadcast}, and asks each of the sockets for an answer. They all are sent the same
   * id, the next one of this server's namespace.
   *
   * @param packet an event without an id
   * @param selection who is asked
   * @param flags how it is delivered
   * @param timeout how long answers are waited for; positive
   * @param collector hears of each socket exactly once, within that time. Then nothing is left of
   *     the question
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; the collector hears
   *     nothing then
   */
  void broadcastWithAck(
      Packet packet,
      Selection selection,
      EmitFlags flags,
      Duration timeout,
      AckCollector collector);

  /**
   * Lets the selected sockets of this server join rooms, within the bounds of each.
   *
   * @param selection who joins
   * @param rooms the rooms to join
   */
  void join(Selection selection, Set<String> rooms);

  /**
   * Lets the selected sockets of this server leave rooms.
   *
   * @param selection who leaves
   * @param rooms the rooms to leave
   */
  void leave(Selection selection, Set<String> rooms);

  /**
   * Disconnects the selected sockets of this server, after what has been sent to them.
   *
   * @param selection who is disconnected
   * @param close whether to close their connections too
   */
  void disconnect(Selection selection, boolean close);

  /**
   * What is known of the selected sockets that are connected to this server.
   *
   * @param selection which
   * @return a snapshot
   */
  List<SocketDetails> details(Selection selection);

  /**
   * As {@link #details}, for the wire: the snapshot is taken now, and its data brought into neutral
   * form later, since that may call an application's code, by one thread of the application at a
   * time. What of the data the codec cannot encode is left out; so is, of the data and of auth,
   * what has a number that {@link io.roomcast.spi.codec.NeutralNumber#narrowed} has no form for,
   * since not every wire can carry it.
   *
   * @param selection which
   * @return completes with the sockets, in the order of these calls; fails with a {@link
   *     java.util.concurrent.RejectedExecutionException} where 1000 such calls wait already, or a
   *     million sockets
   */
  CompletionStage<List<SocketDetails>> neutralDetails(Selection selection);

  /**
   * The selected sockets that are connected to this server.
   *
   * @param selection which
   * @return a snapshot of their ids
   */
  Set<String> sockets(Selection selection);

  /**
   * Whether a socket is of this server: connected to it, or away and may come back. Cheap. In
   * {@link RoomAdapter#roomCreated} it tells the own room of a socket from others.
   *
   * @param id its id
   * @return true if it is
   */
  boolean hasSocket(String id);

  /**
   * The rooms that have a member on this server, the sockets' own rooms and the members that are
   * away and may come back included.
   *
   * @return a snapshot
   */
  Set<String> rooms();

  /**
   * Whether a room has a member on this server, be it one that is away and may come back, so that
   * what is sent to it is worth reading. Cheap.
   *
   * @param room its name
   * @return true if somebody is in it
   */
  boolean hasRoom(String room);

  /**
   * Hands an event of another server to the listeners of this namespace's server-side events. They
   * run later, elsewhere, and in the order of these calls.
   *
   * @param event its name and its arguments; {@link Arguments#of(Object...)} will do
   * @param ack where the other server wants an answer: gets it, at most once, in neutral form.
   *     Called on the thread of the application that answers; it must not block. Never called where
   *     nobody answers
   */
  void serverSideEvent(Arguments event, Optional<Consumer<Arguments>> ack);

  /**
   * Values as if a client had sent them: there and back through the server's codec. It has two
   * uses. What goes to the wire becomes plain, whatever the application gave (records, byte buffers
   * and all else that the codec encodes); and it becomes a snapshot, which stays as it is when the
   * application changes what it gave. What came from the wire, which {@link
   * Arguments#of(Object...)} wraps, becomes convertible: an application that is handed it may ask
   * for its own types.
   *
   * <p>What the application itself has given may call its code (a getter, an adapter for a type of
   * its own) on this thread: for its operations that is its own, and for what another server asks
   * of its sockets there is {@link #neutralDetails}.
   *
   * @param values of a packet, an answer, a socket's auth or data
   * @return the same values, each as {@link Arguments#get(int)} gives it
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded
   */
  Arguments neutral(Arguments values);

  /**
   * Runs something later, on the timer of the server, which is also what measures the time of
   * answers.
   *
   * @param delay how much later
   * @param task short, and never blocks; forgotten when the server stops
   * @return what cancels it
   */
  Timeout schedule(Duration delay, Runnable task);

  /**
   * Runs something on the executor of the server, apart from the threads that serve clients or read
   * the wire: what takes long, such as decoding much that was read at once.
   *
   * @param task may block; what it throws is logged
   */
  void execute(Runnable task);
}
