package io.roomcast.engineio;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An Engine.IO server without Socket.IO on it: sessions that carry an application's own messages,
 * over long-polling and WebSocket. Thread-safe; nothing here blocks except {@link #close()}.
 *
 * <pre>{@code
 * EngineServer engine =
 *     EngineServer.builder().transport(JavaWebSocketTransport.onPort(8080)).build();
 * engine.onSession(socket -> socket.onText(socket::send)); // an echo
 * engine.start().join();
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code Server} of {@code engine.io}.
 */
public interface EngineServer extends EngineView<EngineSocket>, AutoCloseable {

  /**
   * A builder.
   *
   * @return with the documented defaults
   */
  static EngineServerBuilder builder() {
    return new EngineServerBuilder();
  }

  /**
   * Begins to listen. A server that was stopped may be started again, once {@link #stop} has
   * completed.
   *
   * @return completes with the bound address; exceptionally with {@link
   *     io.roomcast.spi.transport.TransportException} where the port cannot be bound, and with
   *     {@link IllegalStateException} where the server is running already or is stopping, or where
   *     the transport does not reach the engine's path
   */
  CompletableFuture<InetSocketAddress> start();

  /**
   * As {@link #stop(Duration)} with a second.
   *
   * @return as there
   */
  default CompletableFuture<Void> stop() {
    return stop(Duration.ofSeconds(1));
  }

  /**
   * Discards every session and stops listening. Harmless when not running; during a start it waits
   * for that first. Every listener counts: those of the sessions, of their beginning, and of
   * refused handshakes. Listeners that are still at work {@link EngineServerBuilder#stopTimeout}
   * after the port was freed are left behind, which is logged.
   *
   * @param grace how long queued bytes may take to be written; zero closes at once
   * @return completes when every listener has run (or is left behind) and the port is free; so a
   *     listener that waited for it would be left behind. Never fails: what could not be ended is
   *     logged
   * @throws IllegalArgumentException if the grace is negative
   */
  CompletableFuture<Void> stop(Duration grace);

  /** Stops and waits for it. Not to be called by a listener. */
  @Override
  default void close() {
    stop().join();
  }
}
