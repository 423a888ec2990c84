package io.roomcast.spi.adapter;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The rooms of one namespace, perhaps across several servers. An adapter is given the {@linkplain
 * LocalRooms local half}; every operation here defaults to it, so an adapter only adds the wire.
 *
 * <p>What an adapter must know:
 *
 * <ul>
 *   <li><b>Threads.</b> Implementations are thread-safe and never block: they are called by {@code
 *       emit}, from any thread, and must return at once however the wire is. What arrives by the
 *       wire is handed to the local half on whatever thread read it. Stages may be completed by any
 *       thread; no application code runs on it.
 *   <li><b>What comes here.</b> The operations of an application on many sockets. What it does with
 *       one socket of its own server (emit, join, leave, disconnect) happens in the local half
 *       alone, but for events where there are {@link #sessions}, as does all that it restricts to
 *       this server. An adapter that needs to know of rooms hears {@link #roomCreated} and {@link
 *       #roomDeleted}.
 *   <li><b>Order.</b> What one thread asks for takes effect in that order, on every server: an
 *       event, then the disconnection of its receivers. So the wire keeps the order of publishing,
 *       and what is put off keeps its place in line. An operation publishes first, then does the
 *       local half, before it returns if it can: then an application that emits to a room and lets
 *       its socket leave it right after is not surprised. An adapter may put the local half off
 *       until the wire has confirmed where it must, for it appends an offset to the event.
 *   <li><b>Failure.</b> Where the wire fails, the local half is done all the same, and the stage
 *       fails; that is logged, unless it is {@linkplain AlreadyLogged marked}, and told to who
 *       holds the stage. Only what cannot be encoded is thrown, before anything was sent. What is
 *       refused by a {@link java.util.concurrent.RejectedExecutionException}, because too much
 *       waits, is done nowhere. Questions do not fail because some server does not answer: when the
 *       time is up they complete with what has come, and name the silent ones. One that leaves the
 *       cluster while it is asked is not waited for, as far as the wire tells, and is named if it
 *       owes an answer.
 *   <li><b>Values.</b> The values of a packet belong to the application, which may change them when
 *       the call has returned. For the wire, and for any later use, take {@link
 *       LocalRooms#neutral}. Answers and details that come from the wire go through it, too.
 *   <li><b>Bounds.</b> What an adapter keeps for a question goes when it is answered, when its time
 *       is up, and at {@link #close()}. What arrives malformed is dropped.
 * </ul>
 *
 * <p>A minimal one, on a bus that delivers to all other servers:
 *
 * <pre>{@code
 * record BusAdapter(LocalRooms local, Bus bus) implements RoomAdapter {
 *   public CompletionStage<Void> open() {
 *     return bus.subscribe((event, to, flags) -> local.broadcast(
 *         Packet.of(PacketType.EVENT, local.namespace(), Arguments.of(event)), to, flags));
 *   }
 *
 *   public CompletionStage<Void> broadcast(Packet packet, Selection to, EmitFlags flags) {
 *     Object[] event = local.neutral(packet.data()).toList().toArray();
 *     CompletionStage<Void> published = bus.publish(event, to, flags);
 *     local.broadcast(packet, to, flags);
 *     return published;
 *   }
 * }
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code Adapter} class.
 */
public interface RoomAdapter {

  /**
   * Makes the adapter of each namespace: at every start of the server, and for namespaces that are
   * made while it runs. {@link RoomAdapter#close} ends it at the stop, or when a namespace that
   * clients made is taken away because it is empty; where it comes back at once, the next one may
   * be made before the former has closed. Where an application makes a namespace just as another
   * thread or a client does, each may have an adapter made, and the one that is not needed is
   * closed at once; clients among themselves have one made.
   */
  @FunctionalInterface
  interface Factory {

    /**
     * Makes the adapter of a namespace. Does not block; what takes time is done by {@link
     * RoomAdapter#open}.
     *
     * @param local the local half
     * @return a new adapter
     */
    RoomAdapter create(LocalRooms local);

    /**
     * Adapters for a single server, which need nothing but the local half.
     *
     * @return the default
     */
    static Factory inMemory() {
      return local -> () -> local;
    }
  }

  /**
   * The local half that this adapter was given.
   *
   * @return the local half
   */
  LocalRooms local();

  /**
   * Begins to listen to other servers. Called once, first. The start of the server waits for it,
   * and so do clients that ask for a namespace which is made while the server runs; an application
   * may emit before it has completed.
   *
   * @return completes when what others send from now on arrives here; where it fails, the server
   *     does not start, while a namespace that is made later then serves its clients without others
   */
  default CompletionStage<Void> open() {
    return CompletableFuture.completedStage(null);
  }

  /**
   * Sends an event to the selected sockets everywhere.
   *
   * @param packet the event, without an id
   * @param selection who gets it
   * @param flags how it is delivered
   * @return completes when it is on its way to every server
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; nobody gets it then
   */
  default CompletionStage<Void> broadcast(Packet packet, Selection selection, EmitFlags flags) {
    local().broadcast(packet, selection, flags);
    return CompletableFuture.completedStage(null);
  }

  /**
   * Sends an event as {@link #broadcast(Packet, Selection, EmitFlags)} does, and says when it was
   * done on this server: what a socket is sent otherwise stays behind it. Only an adapter whose
   * events take a while until they are done here, because they go through a log, has to say more
   * than the default.
   *
   * @param packet the event, without an id
   * @param selection who gets it
   * @param flags how it is delivered
   * @param here called, on any thread, when the local half has sent it; short. Where the operation
   *     completes without that, it counts as called
   * @return completes when it is on its way to every server
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; nobody gets it then
   */
  default CompletionStage<Void> broadcast(
      Packet packet, Selection selection, EmitFlags flags, Runnable here) {
    return broadcast(packet, selection, flags);
  }

  /**
   * Sends an event to the selected sockets everywhere, and gathers their answers. Every server says
   * first how many it asks ({@link AckCollector#expected}), then passes on the answers; all is
   * there when all servers have said so and as many answers have come. A server that says of a
   * socket that it will not answer any more ({@link AckCollector#silent}) spares the others the
   * waiting; on a wire that has no word for it, it ends with the time.
   *
   * @param packet the event, without an id
   * @param selection who is asked
   * @param flags how it is delivered
   * @param timeout how long answers are waited for; positive
   * @return completes when all is there or the time is up, never later. Other servers may reduce an
   *     answer to its first argument. The sockets of another server that were silent need not be
   *     named; then that server is
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; nobody gets it then
   */
  default CompletionStage<Replies<Arguments>> broadcastWithAck(
      Packet packet, Selection selection, EmitFlags flags, Duration timeout) {
    return LocalAcks.gather(local(), packet, selection, flags, timeout);
  }

  /**
   * The selected sockets of all servers.
   *
   * @param selection which
   * @param timeout how long the other servers are waited for; positive
   * @return completes with those of all servers, or when the time is up with those of the servers
   *     that have answered
   */
  default CompletionStage<Replies<SocketDetails>> fetchSockets(
      Selection selection, Duration timeout) {
    return CompletableFuture.completedStage(Replies.complete(local().details(selection)));
  }

  /**
   * Lets the selected sockets join rooms, everywhere.
   *
   * @param selection who joins
   * @param rooms the rooms to join
   * @return completes when every server has been told
   */
  default CompletionStage<Void> join(Selection selection, Set<String> rooms) {
    local().join(selection, rooms);
    return CompletableFuture.completedStage(null);
  }

  /**
   * Lets the selected sockets leave rooms, everywhere.
   *
   * @param selection who leaves
   * @param rooms the rooms to leave
   * @return completes when every server has been told
   */
  default CompletionStage<Void> leave(Selection selection, Set<String> rooms) {
    local().leave(selection, rooms);
    return CompletableFuture.completedStage(null);
  }

  /**
   * Disconnects the selected sockets, everywhere.
   *
   * @param selection who is disconnected
   * @param close whether to close their connections too
   * @return completes when every server has been told
   */
  default CompletionStage<Void> disconnect(Selection selection, boolean close) {
    local().disconnect(selection, close);
    return CompletableFuture.completedStage(null);
  }

  /**
   * Sends an event to the other servers, each of which hands it to its {@link
   * LocalRooms#serverSideEvent}. This server does not hear it.
   *
   * @param event its name and its arguments, in neutral form already
   * @return completes when it is on its way to every other server
   */
  default CompletionStage<Void> serverSideEmit(Arguments event) {
    return CompletableFuture.completedStage(null);
  }

  /**
   * As {@link #serverSideEmit}, and gathers one answer of each other server.
   *
   * @param event its name and its arguments, in neutral form already
   * @param timeout how long the answers are waited for; positive
   * @return completes when all have answered, or when the time is up with the answers that came; at
   *     once where there are no other servers. Other servers may reduce an answer to its first
   *     argument
   */
  default CompletionStage<Replies<Arguments>> serverSideEmitWithAck(
      Arguments event, Duration timeout) {
    return CompletableFuture.completedStage(Replies.complete(List.of()));
  }

  /**
   * How many servers there are, as far as is known.
   *
   * @return completes with the count, this server included
   */
  default CompletionStage<Integer> serverCount() {
    return CompletableFuture.completedStage(1);
  }

  /**
   * A room got its first member on this server. Short and non-blocking. For one room the calls
   * alternate with those of {@link #roomDeleted}, one at a time, and follow the change without
   * delay; an event may arrive for it before.
   *
   * @param room its name
   */
  default void roomCreated(String room) {}

  /**
   * A room lost its last member on this server. Short and non-blocking.
   *
   * @param room its name
   */
  default void roomDeleted(String room) {}

  /**
   * Where sessions of clients are kept that may come back to another server. Asked once, before
   * {@link #open}, and only where recovery is on. Where there is a store, what an application emits
   * to one socket of its own server comes to {@link #broadcast}, too, for the room of that socket's
   * id, so that it is in the log; whatever else goes to that socket waits until the stage has
   * ended. So a stage ends when the local half is done as well, and in time.
   *
   * @return by default none: clients come back to the server that they were on
   */
  default Optional<SessionStore> sessions() {
    return Optional.empty();
  }

  /**
   * Frees what the adapter holds. Questions that are under way complete with what has come. It is
   * waited for no longer than the server's {@code stopTimeout}.
   *
   * @return completes when nothing is left open
   */
  default CompletionStage<Void> close() {
    return CompletableFuture.completedStage(null);
  }
}
