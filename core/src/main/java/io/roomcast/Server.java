package io.roomcast;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.EngineView;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A Socket.IO server. It is also its main namespace {@code /}: {@code io.emit(…)} is {@code
 * io.of("/").emit(…)}. Thread-safe; nothing here blocks except {@link #close()}.
 *
 * <pre>{@code
 * Server io = Server.builder().transport(JavaWebSocketTransport.onPort(8080)).build();
 * io.onConnection(socket -> socket.on("hello", String.class, name -> io.emit("greeting", name)));
 * io.start().join();
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code Server}.
 */
public interface Server extends Namespace, AutoCloseable {

  /**
   * A builder.
   *
   * @return with the documented defaults
   */
  static ServerBuilder builder() {
    return new ServerBuilder();
  }

  /**
   * Begins to listen. A server that was stopped may be started again.
   *
   * @return completes with the bound address; exceptionally with {@link
   *     io.roomcast.spi.transport.TransportException} where the port cannot be bound, and with
   *     {@link IllegalStateException} where the server is running already
   */
  CompletableFuture<InetSocketAddress> start();

  /**
   * As {@link #stop(Duration)} with a second.
   *
   * @return completes when every listener of a disconnection has run and the port is free
   */
  default CompletableFuture<Void> stop() {
    return stop(Duration.ofSeconds(1));
  }

  /**
   * Disconnects everybody with {@link DisconnectReason#SERVER_SHUTTING_DOWN} and stops listening.
   * Harmless when not running. What clients have sent before is handled first. Listeners that are
   * still at work {@link ServerOptions#stopTimeout()} later are left behind, as are adapters that
   * take so long to close; both are logged, and the server may be started again all the same.
   *
   * @param grace how long queued bytes may take to be written
   * @return completes when every listener of a disconnection has run (or is left behind) and the
   *     port is free; so a listener that waited for it would be left behind. Never fails
   */
  CompletableFuture<Void> stop(Duration grace);

  /**
   * Stops and waits for it. Not to be called by a listener, which would be left behind after {@link
   * ServerOptions#stopTimeout()}.
   */
  @Override
  default void close() {
    stop().join();
  }

  /**
   * A namespace, which is created on first use. Where the server runs already, clients may join it
   * before a middleware is added to what this returns; {@link #of(String, Consumer)} sees to that.
   *
   * @param name a missing leading {@code /} is added; empty is the main one
   * @return always the same for the same name
   * @throws IllegalArgumentException if the name contains a comma, which ends it in a packet
   */
  Namespace of(String name);

  /**
   * A new namespace, which exists for clients only once it has been set up: nobody joins it past
   * its middlewares, even on a server that runs.
   *
   * @param name a missing leading {@code /} is added
   * @param setup adds middlewares and connection listeners; called once, on this thread
   * @return the namespace
   * @throws IllegalArgumentException if the name contains a comma
   * @throws IllegalStateException if there is such a namespace already, as the main one always is
   */
  Namespace of(String name, Consumer<Namespace> setup);

  /**
   * The namespaces that there are.
   *
   * @return a snapshot, the main one included
   */
  Collection<Namespace> namespaces();

  /**
   * How many clients are connected, those included that have joined no namespace yet.
   *
   * @return open Engine.IO sessions
   */
  int clientsCount();

  /**
   * The engine below: its sessions and its refusals.
   *
   * @return always the same
   */
  EngineView<ClientSession> engine();

  /**
   * The options that it was built with.
   *
   * @return immutable
   */
  ServerOptions options();
}
