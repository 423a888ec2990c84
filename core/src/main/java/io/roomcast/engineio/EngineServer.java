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
   * Ends all sessions and stops listening, step by step:
   *
   * <ol>
   *   <li>Newcomers are refused with 503, and {@link #accepting()} is false from now on. The port
   *       stays open, so that a {@linkplain io.roomcast.http.HealthCheck health check} can tell.
   *   <li>Sessions are closed in waves, each when its client has been given what is queued for it:
   *       a thousand a second, or as many more as it takes to have come to the last one in half of
   *       the grace. Until its turn comes, a session goes on as before.
   *   <li>Once all have gone, or the grace is over, whoever is left is cut off and the port is
   *       freed. The transport writes what it holds, and lets {@link io.roomcast.http.HttpHandler}s
   *       answer the requests that they have, for as long as the grace lasts; a single WebSocket
   *       gets no longer than {@link io.roomcast.spi.transport.Limits#closeTimeout()}.
   *   <li>Every listener is waited for: those of the sessions, of their beginning, and of refused
   *       handshakes. Listeners that are still at work {@link EngineServerBuilder#stopTimeout}
   *       after the port was freed are left behind, which is logged.
   * </ol>
   *
   * <p>Where nobody is slow, it takes far less than the grace. A stop during a stop waits for the
   * same end, and shortens its grace where its own ends earlier. Harmless when not running; during
   * a start it waits for that first.
   *
   * @param grace how long queued messages may take to be delivered; with zero they are dropped, and
   *     all sessions end at once
   * @return completes when every listener has run (or is left behind) and the port is free; so a
   *     listener that waited for it would be left behind. Never fails: what could not be ended is
   *     logged
   * @throws IllegalArgumentException if the grace is negative
   */
  CompletableFuture<Void> stop(Duration grace);

  /**
   * Whether newcomers are let in. For health checks: see {@link io.roomcast.http.HealthCheck}.
   *
   * @return true from the moment at which it listens until a stop begins
   */
  boolean accepting();

  /** Stops and waits for it. Not to be called by a listener. */
  @Override
  default void close() {
    stop().join();
  }
}
