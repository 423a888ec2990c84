package io.roomcast.internal.recovery;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineMessage;
import java.util.List;

/**
 * What may be queued at once of the events that a client missed: more would break its connection,
 * time and again.
 *
 * @param bytes what they may {@linkplain EngineMessage#cost cost}, with all that goes along
 * @param messages how many those may be, of which an event with attachments is several
 * @param hits counts what is more, by the option of the engine that has it so
 */
public record ReplayBound(long bytes, long messages, LimitHits hits) {

  /** For what goes with the events of a namespace: the handshake, and the reply. */
  private static final int BYTES_ALONG = 1024;

  /** The reply. */
  private static final int MESSAGES_ALONG = 1;

  /** A ping may have to be queued as well. */
  public static ReplayBound of(EngineOptions engine, LimitHits hits) {
    return new ReplayBound(engine.maxQueuedBytes(), engine.maxQueuedPackets() - 1L, hits);
  }

  /** What the missed events of one namespace need of it. */
  record Need(long bytes, long messages) {
    static final Need NONE = new Need(0, 0);

    static Need of(List<List<EngineMessage>> missed) {
      if (missed.isEmpty()) {
        return NONE; // a reply finds a place in any case
      }
      long bytes = BYTES_ALONG;
      long messages = MESSAGES_ALONG;
      for (List<EngineMessage> unit : missed) {
        bytes += EngineMessage.cost(unit);
        messages += unit.size();
      }
      return new Need(bytes, messages);
    }
  }
}
