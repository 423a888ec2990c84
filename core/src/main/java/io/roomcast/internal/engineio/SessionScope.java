package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
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

  /** Turns a request away for now, since the limit that the option sets is reached. */
  void retryLater(Exchange exchange, String option) {
    hits.hit(option);
    log.retryLater(option);
    Answers.retryLater(exchange);
  }
}
