package io.roomcast;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.EngineView;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;

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
   * Disconnects everybody with {@link DisconnectReason#SERVER_SHUTTING_DOWN} and stops listening,
   * step by step:
   *
   * <ol>
   *   <li>Newcomers are refused with 503, and {@link #accepting()} is false from now on. The port
   *       stays open, so that a {@linkplain io.roomcast.http.HealthCheck health check} can tell.
   *   <li>Clients are disconnected in waves, each when it has been given what is queued for it: a
   *       thousand a second, or as many more as it takes to have come to the last one in half of
   *       the grace. Until its turn comes, a client is served as before. No packet tells it, so
   *       that it comes back by itself, elsewhere.
   *   <li>Once all have gone, or the grace is over, whoever is left is cut off and the port is
   *       freed. The transport writes what it holds, and lets {@link io.roomcast.http.HttpHandler}s
   *       answer the requests that they have, for as long as the grace lasts; a single WebSocket
   *       gets no longer than {@link io.roomcast.spi.transport.Limits#closeTimeout()}.
   *   <li>What clients have sent before is handled, listeners are told, adapters are closed.
   *       Listeners that are still at work {@link ServerOptions#stopTimeout()} later are left
   *       behind, as are adapters that take so long to close; both are logged, and the server may
   *       be started again all the same.
   * </ol>
   *
   * <p>Where nobody is slow, it takes far less than the grace. A stop during a stop waits for the
   * same end, and shortens its grace where its own ends earlier; {@code stop(Duration.ZERO)} cuts
   * it short. Harmless when not running.
   *
   * <p>Counterpart in Socket.IO: {@code io.close()}, which drops what is queued, as {@code
   * stop(Duration.ZERO)} does.
   *
   * @param grace how long queued messages may take to be delivered; with zero they are dropped, and
   *     all clients disconnected at once
   * @return completes when every listener of a disconnection has run (or is left behind) and the
   *     port is free; so a listener that waited for it would be left behind. Never fails
   * @throws IllegalArgumentException if the grace is negative
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
   * Whether newcomers are let in. For health checks: see {@link io.roomcast.http.HealthCheck}.
   *
   * @return true from the moment at which it listens until a stop begins
   */
  boolean accepting();

  /**
   * A namespace, which is created on first use and lasts. Where the server runs already, clients
   * may join it before a middleware is added to what this returns; {@link #of(String, Consumer)}
   * sees to that. Where the name fits the pattern of a {@linkplain #of(Pattern) parent}, it begins
   * as a child of that.
   *
   * @param name a missing leading {@code /} is added; empty is the main one
   * @return always the same for the same name
   * @throws IllegalArgumentException if the name contains a comma, which ends it in a packet, or is
   *     longer than {@link ServerOptions#maxNamespaceNameLength()}
   */
  Namespace of(String name);

  /**
   * A new namespace, which exists for clients only once it has been set up: nobody joins it past
   * its middlewares, even on a server that runs. Where the name fits the pattern of a {@linkplain
   * #of(Pattern) parent}, it begins as a child of that, to which the setup adds.
   *
   * @param name a missing leading {@code /} is added
   * @param setup adds middlewares and connection listeners; called once, on this thread
   * @return the namespace
   * @throws IllegalArgumentException if the name contains a comma, or is too long
   * @throws IllegalStateException if there is such a namespace already, as the main one always is
   */
  Namespace of(String name, Consumer<Namespace> setup);

  /**
   * Makes a namespace whenever a client asks for a name that a pattern is found in. Where several
   * parents would do, the one that was added first does. {@link #of(String)} with such a name makes
   * a child of it too.
   *
   * <p>The pattern is searched for as by {@link java.util.regex.Matcher#find()}: without {@code ^}
   * and {@code $} it is found anywhere in the name. Clients choose the names, up to 256 characters
   * without control characters; a search that takes more than a million steps, since nested
   * quantifiers make it try every way there is, counts as not found and goes to the {@link
   * ErrorHandler}.
   *
   * <p>Where the server runs already, clients may join a child before anything is added to what
   * this returns; {@link #of(Pattern, Consumer)} sees to that. Every name that fits is a namespace
   * that a client can make: see {@link ServerOptions#maxDynamicNamespaces()} and {@link
   * ServerOptions#cleanupEmptyChildNamespaces()}.
   *
   * @param pattern is looked for in the name
   * @return a new parent
   */
  default ParentNamespace of(Pattern pattern) {
    return of(pattern, parent -> {});
  }

  /**
   * As {@link #of(Pattern)}, set up before any client can join a child.
   *
   * @param pattern is looked for in the name
   * @param setup adds middlewares and connection listeners; called once, on this thread
   * @return a new parent
   */
  ParentNamespace of(Pattern pattern, Consumer<ParentNamespace> setup);

  /**
   * As {@link #of(Pattern)}, with any rule.
   *
   * @param predicate decides which names exist
   * @return a new parent
   */
  default ParentNamespace of(NamespacePredicate predicate) {
    return of(predicate, parent -> {});
  }

  /**
   * As {@link #of(NamespacePredicate)}, set up before any client can join a child.
   *
   * @param predicate decides which names exist
   * @param setup adds middlewares and connection listeners; called once, on this thread
   * @return a new parent
   */
  ParentNamespace of(NamespacePredicate predicate, Consumer<ParentNamespace> setup);

  /**
   * As {@link #of(NamespacePredicate)}, with answers that come later.
   *
   * @param predicate decides which names exist
   * @return a new parent
   */
  default ParentNamespace ofAsync(NamespacePredicate.Async predicate) {
    return ofAsync(predicate, parent -> {});
  }

  /**
   * As {@link #ofAsync(NamespacePredicate.Async)}, set up before any client can join a child.
   *
   * @param predicate decides which names exist
   * @param setup adds middlewares and connection listeners; called once, on this thread
   * @return a new parent
   */
  ParentNamespace ofAsync(NamespacePredicate.Async predicate, Consumer<ParentNamespace> setup);

  /**
   * Adds a listener for namespaces that are made from now on, by {@code of} or because a client
   * asked for one: for adding the same middleware to each of them, for example. The main one is
   * there already.
   *
   * <p>Counterpart in Socket.IO: the server's {@code new_namespace} event.
   *
   * @param listener called once per namespace, before any client can join it: by {@code of} on the
   *     thread that calls it, else on the executor. What it throws goes to the {@link ErrorHandler}
   * @return takes it away again
   */
  Subscription onNewNamespace(Consumer<Namespace> listener);

  /**
   * The namespaces that there are.
   *
   * @return a snapshot, the main one included
   */
  Collection<Namespace> namespaces();

  /**
   * How many clients are connected, those included that have joined no namespace yet. During a stop
   * it goes down to 0.
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
