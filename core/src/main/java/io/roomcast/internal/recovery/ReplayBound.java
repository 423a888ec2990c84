package io.roomcast.internal.recovery;

import io.roomcast.internal.engineio.EngineMessage;
import org.jspecify.annotations.Nullable;

/**
 * What all that a client missed may come to, since it waits for the client's connection as a whole.
 *
 * @param bytes what it may {@linkplain EngineMessage#cost cost}
 * @param messages of which an event with attachments is several
 */
public record ReplayBound(long bytes, long messages) {

  /** The option of the engine by which that is too much; null if it is not. */
  @Nullable String exceeded(long cost, long count) {
    if (cost > bytes) {
      return "maxQueuedBytes";
    }
    return count > messages ? "maxQueuedPackets" : null;
  }
}
