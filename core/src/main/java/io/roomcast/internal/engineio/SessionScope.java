package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.spi.transport.Exchange;
import java.util.function.Consumer;

/**
 * What all sessions of an engine share.
 *
 * @param ended is given each session that has ended, once, after its listener was told
 */
record SessionScope(
    EngineOptions options,
    Timers timers,
    SessionAcceptor acceptor,
    Refusals refusals,
    PollAnswers pollAnswers,
    CrossedPolls crossedPolls,
    EngineLog log,
    LimitHits hits,
    Consumer<Session> ended) {

  /** Turns a request away for now, since a limit is reached. */
  void retryLater(Exchange exchange, String limit) {
    hits.hit(limit);
    log.retryLater(limit);
    Answers.retryLater(exchange);
  }

  /** Turns a request of polling away, since the session is on a WebSocket by now. */
  void refuseUpgraded(Exchange exchange) {
    refusals.refuse(
        exchange, Refusal.transportMismatch(TransportName.POLLING, TransportName.WEBSOCKET));
  }

  /** Turns a request of a session away that is over, unless it was sent before. */
  void refuseUnknown(Exchange exchange, String sid) {
    if (!crossedPolls.answer(exchange, sid)) {
      refusals.refuse(exchange, Refusal.unknownSid());
    }
  }
}
