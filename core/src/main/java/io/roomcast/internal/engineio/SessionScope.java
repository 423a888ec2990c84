package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.Timers;
import java.util.function.Consumer;

/**
 * What all sessions of an engine share.
 *
 * @param ended is told the id of each session that has ended, once
 */
record SessionScope(
    EngineOptions options,
    Timers timers,
    SessionAcceptor acceptor,
    Refusals refusals,
    Consumer<String> ended) {}
