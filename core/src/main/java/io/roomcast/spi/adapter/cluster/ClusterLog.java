package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.SessionStore;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What a {@link ClusterWire} has that keeps the messages which all are to act on, in one order:
 * then clients may recover on any server. All servers take them in that order, the one that sent
 * them too, so what a client has received is always all up to some offset. Thread-safe; nothing
 * here blocks.
 *
 * <p>Example: {@link ClusterAdapter}.
 */
public interface ClusterLog {

  /**
   * Appends an operation for all servers: what {@link ClusterWire#publish} is for others.
   *
   * @param message from this server; it has no effect when it comes back to the inbox
   * @param turn called once, when it is this server's turn: with the offset, between those messages
   *     of others that are before it in the log and those that are behind it; or with nothing,
   *     where it is not in the log, or nobody knows, or the log cannot be read at present. Then it
   *     is for this server alone, after what was appended before it
   * @return completes when it is in the log, and fails where it is not known to be; not before
   *     {@code turn} was called
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be written; {@code turn} is not
   *     called then
   * @throws java.util.concurrent.RejectedExecutionException if this server appends faster than it
   *     takes its turns, and as much waits for them as may; then nobody is to act on it, here
   *     neither, and {@code turn} is not called
   */
  CompletionStage<Void> append(ClusterEnvelope message, Consumer<Optional<String>> turn);

  /**
   * Where the sessions are.
   *
   * @return those of the same namespace, with offsets of this log
   */
  SessionStore sessions();
}
