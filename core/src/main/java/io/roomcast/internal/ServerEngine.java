package io.roomcast.internal;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineView;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.Registration;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineListeners;
import java.util.Map;
import java.util.function.Consumer;

/** The engine of a server, as the application sees it from one run to the next. */
record ServerEngine<S extends ClientSession>(
    EngineOptions options, EngineListeners<S> listeners, LimitHits hits, Lifecycle lifecycle)
    implements EngineView<S> {

  @Override
  public int clientsCount() {
    return lifecycle.run().map(ServerRun::clientsCount).orElse(0);
  }

  @Override
  public int connections() {
    return lifecycle.run().map(ServerRun::connections).orElse(0);
  }

  @Override
  public int pausedSessions() {
    return lifecycle.run().map(ServerRun::pausedSessions).orElse(0);
  }

  @Override
  public Map<String, Long> limitHits() {
    return hits.counts();
  }

  @Override
  public Registration onSession(Consumer<S> listener) {
    return listeners.onSession(listener);
  }

  @Override
  public long queuedBytes() {
    return lifecycle.run().map(ServerRun::queuedBytes).orElse(0L);
  }

  @Override
  public Registration onHandshakeError(Consumer<HandshakeError> listener) {
    return listeners.onHandshakeError(listener);
  }
}
