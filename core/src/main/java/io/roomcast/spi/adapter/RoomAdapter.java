package io.roomcast.spi.adapter;

import io.roomcast.spi.codec.Packet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The rooms of one namespace, perhaps across several servers. An adapter is given the {@linkplain
 * LocalRooms local half}; every operation here defaults to it, so an adapter only adds the wire.
 *
 * <p>Implementations are thread-safe and never block: they are called by {@code emit}, from any
 * thread. Joining and leaving of a single socket happen in the local half alone; an adapter that
 * needs to know of rooms hears {@link #roomCreated} and {@link #roomDeleted}.
 *
 * <p>Counterpart in Socket.IO: the {@code Adapter} class.
 */
public interface RoomAdapter {

  /**
   * Makes the adapter of each namespace: at every start of the server, and for namespaces that are
   * made while it runs. {@link RoomAdapter#close} ends it at the stop.
   */
  @FunctionalInterface
  interface Factory {

    /**
     * Makes the adapter of a namespace.
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
   * Sends an event to the selected sockets everywhere.
   *
   * @param packet the event, without an id
   * @param selection who gets it
   * @return completes when it is on its way to every server
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; nobody gets it then
   */
  default CompletionStage<Void> broadcast(Packet packet, Selection selection) {
    local().broadcast(packet, selection);
    return CompletableFuture.completedStage(null);
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
   * A room got its first member on this server. Short and non-blocking.
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
   * Frees what the adapter holds.
   *
   * @return completes when nothing is left open
   */
  default CompletionStage<Void> close() {
    return CompletableFuture.completedStage(null);
  }
}
