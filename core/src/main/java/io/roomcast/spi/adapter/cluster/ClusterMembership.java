package io.roomcast.spi.adapter.cluster;

import java.util.concurrent.CompletionStage;

/**
 * Tells which other servers there are. Thread-safe.
 *
 * <p>Example: {@link ClusterAdapter}.
 */
@FunctionalInterface
public interface ClusterMembership {

  /**
   * The other servers, as of now. Asked for each question to all of them, right before it is
   * published. Does not block.
   *
   * @return completes when they are known, or fails
   */
  CompletionStage<Peers> peers();
}
