package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.Timers;
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
    Consumer<Session> ended) {}
