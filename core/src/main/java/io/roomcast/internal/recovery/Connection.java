package io.roomcast.internal.recovery;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineMessage;
import java.util.List;

/** How the client of a {@link RecoverableSession} is reached, until it loses that. Thread-safe. */
public interface Connection {

  /**
   * Sends the event, and says {@link RecoverableSession#settled} once it has its place or cannot be
   * sent; not where it returns that the event is dropped, being volatile, or refused, since too
   * much waits for the client: that is no event that the client may get later.
   */
  SendResult deliver(SentEvent event);

  /**
   * Whether all that the client missed has room on its way there; if so, that is kept for it in
   * place of what was before. Called under a lock: short, and calls nobody.
   */
  boolean hasRoomFor(List<List<EngineMessage>> missed);
}
