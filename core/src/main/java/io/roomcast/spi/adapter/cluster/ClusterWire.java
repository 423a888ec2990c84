package io.roomcast.spi.adapter.cluster;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Carries the messages of one namespace between servers: what is left to write for a new engine.
 * Thread-safe; nothing here blocks, however the network is. It keeps the order in which one thread
 * publishes; a message that it cannot carry fails its stage.
 *
 * <p>Example: {@link ClusterAdapter}.
 */
public interface ClusterWire {

  /**
   * Begins to listen. Called once, first.
   *
   * @param inbox takes what arrives, the own messages too where they come back
   * @return completes when what others publish from now on arrives here
   */
  CompletionStage<Void> open(ClusterInbox inbox);

  /**
   * Sends a message to all other servers.
   *
   * @param message from this server
   * @return completes when it is on its way
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be written
   */
  CompletionStage<Void> publish(ClusterEnvelope message);

  /**
   * Sends an answer to the one server that has asked. By default it is {@linkplain #publish
   * published}, as the others ignore it.
   *
   * @param server the sender of the question
   * @param response the answer
   * @return completes when it is on its way
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be written. Then, as where the stage
   *     fails, this server logs it, and is silent for the one that has asked
   */
  default CompletionStage<Void> respond(String server, ClusterEnvelope response) {
    return publish(response);
  }

  /**
   * What the wire knows of the other servers. Where it knows nothing, which is the default, servers
   * tell each other by heartbeats: one that says nothing for 10 s is taken to be gone.
   *
   * @return what is asked for each question, if there is something
   */
  default Optional<ClusterMembership> membership() {
    return Optional.empty();
  }

  /**
   * The log that this wire is, where it is one. Then the adapter appends to it what all servers are
   * to do, as long as clients may come back ({@link io.roomcast.ConnectionStateRecovery}), and
   * {@linkplain #publish publishes} the rest.
   *
   * @return by default none
   */
  default Optional<ClusterLog> log() {
    return Optional.empty();
  }

  /**
   * A room got its first member on this server.
   *
   * @param room its name
   * @see io.roomcast.spi.adapter.RoomAdapter#roomCreated
   */
  default void roomCreated(String room) {}

  /**
   * A room lost its last member on this server.
   *
   * @param room its name
   * @see io.roomcast.spi.adapter.RoomAdapter#roomDeleted
   */
  default void roomDeleted(String room) {}

  /**
   * Ends listening, and frees what the wire holds. Called last, perhaps without {@link #open} where
   * the adapter turned out not to be needed; what was published before still leaves.
   *
   * @return completes when nothing is left open
   */
  CompletionStage<Void> close();
}
