package io.roomcast.internal;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.http.HttpHandler;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The options of a server that do not depend on what stands on its engine. */
record RunSettings(
    Transport transport,
    Limits limits,
    EngineOptions engine,
    Duration stopTimeout,
    Optional<Executor> executor,
    int maxHandlerThreads,
    List<HttpHandler> httpHandlers,
    boolean serveClient) {}
