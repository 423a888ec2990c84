package io.roomcast.engineio;

import io.roomcast.http.HttpHandler;
import io.roomcast.internal.EngineIoServer;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * Builds an {@link EngineServer}. Not thread-safe.
 *
 * <pre>{@code
 * EngineServer engine = EngineServer.builder()
 *     .transport(JavaWebSocketTransport.onPort(8080))
 *     .engine(e -> e.path("/prices"))
 *     .maxQueuedMessages(100)
 *     .build();
 * }</pre>
 */
public final class EngineServerBuilder {
  private Optional<Transport> transport = Optional.empty();
  private Limits limits = Limits.defaults();
  private EngineOptions engine = EngineOptions.builder().path("/engine.io").build();
  private Duration stopTimeout = Duration.ofSeconds(10);
  private int maxQueuedMessages = 1000;
  private int maxQueuedMessageBytes = 1024 * 1024;
  private Optional<Executor> executor = Optional.empty();
  private int maxHandlerThreads = 256;
  private final List<HttpHandler> httpHandlers = new ArrayList<>();

  EngineServerBuilder() {}

  /**
   * Sets what listens to the network; needed.
   *
   * @param value the new value
   * @return this
   */
  public EngineServerBuilder transport(Transport value) {
    transport = Optional.of(value);
    return this;
  }

  /**
   * Sets the bounds of connections, requests and messages. Default {@link Limits#defaults()};
   * bodies and messages are held to {@link EngineOptions#maxPayload()} in any case.
   *
   * @param value the new value
   * @return this
   */
  public EngineServerBuilder limits(Limits value) {
    limits = value;
    return this;
  }

  /**
   * Changes the options of the engine, for example {@code engine(e -> e.path("/chat"))}. The path
   * is {@code /engine.io} by default. May be called several times, each of which adds to those
   * before.
   *
   * @param change is given a builder with the options so far
   * @return this
   * @throws IllegalArgumentException if an option is out of range
   */
  public EngineServerBuilder engine(UnaryOperator<EngineOptionsBuilder> change) {
    engine = change.apply(engine.toBuilder()).build();
    return this;
  }

  /**
   * Sets how long a stop waits, after its grace, for listeners that are still at work. Default 10
   * s.
   *
   * @param value positive
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public EngineServerBuilder stopTimeout(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("stopTimeout must be positive, not " + value);
    }
    stopTimeout = value;
    return this;
  }

  /**
   * Sets how many messages of one client may wait for its listeners; from there on it is not read
   * until they are down to half. Default 1000.
   *
   * @param value positive
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public EngineServerBuilder maxQueuedMessages(int value) {
    maxQueuedMessages = positive(value, "maxQueuedMessages");
    return this;
  }

  /**
   * Sets how many bytes of one client's messages may wait, likewise. Default 1 MiB.
   *
   * @param value positive
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public EngineServerBuilder maxQueuedMessageBytes(int value) {
    maxQueuedMessageBytes = positive(value, "maxQueuedMessageBytes");
    return this;
  }

  /**
   * Sets what runs all user code; never shut down by the server. Its {@code execute} returns at
   * once and never runs the task on the caller. Default virtual threads on Java 21 and later, else
   * a pool of up to {@link #maxHandlerThreads} threads.
   *
   * @param value the new value
   * @return this
   */
  public EngineServerBuilder executor(Executor value) {
    executor = Optional.of(value);
    return this;
  }

  /**
   * Sets how many threads user code runs on where there are no virtual ones, and no executor was
   * given: on Java 17 to 20. When all of them are busy, other listeners wait. Default 256.
   *
   * @param value positive
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public EngineServerBuilder maxHandlerThreads(int value) {
    maxHandlerThreads = positive(value, "maxHandlerThreads");
    return this;
  }

  /**
   * Adds static files, or any other {@link HttpHandler}, for the requests outside the path.
   *
   * @param handler is asked after those that were added before
   * @return this
   */
  public EngineServerBuilder resources(HttpHandler handler) {
    httpHandlers.add(handler);
    return this;
  }

  private static int positive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
    return value;
  }

  /**
   * Makes the server, which listens once it is {@linkplain EngineServer#start() started}.
   *
   * @return a new server
   * @throws IllegalStateException if no transport was given
   */
  public EngineServer build() {
    Transport listening =
        transport.orElseThrow(
            () ->
                new IllegalStateException(
                    "no transport: add roomcast-transport-javawebsocket and call"
                        + " transport(JavaWebSocketTransport.onPort(8080))"));
    return EngineIoServer.create(
        new EngineIoServer.Settings(
            listening,
            limits,
            engine,
            stopTimeout,
            maxQueuedMessages,
            maxQueuedMessageBytes,
            executor,
            maxHandlerThreads,
            List.copyOf(httpHandlers)));
  }
}
