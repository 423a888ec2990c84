package io.roomcast.internal;

import io.roomcast.Namespace;
import io.roomcast.NamespacePredicate;
import io.roomcast.ParentNamespace;
import io.roomcast.Server;
import io.roomcast.ServerOptions;
import io.roomcast.Subscription;
import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.EngineView;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineListeners;
import io.roomcast.internal.json.GsonMapping;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.internal.socketio.ForwardingNamespace;
import io.roomcast.internal.socketio.Namespaces;
import io.roomcast.spi.codec.PacketCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A server: its namespaces, which last, and its {@link ServerRun}, which is made anew at each
 * start.
 */
public final class SocketIoServer extends ForwardingNamespace implements Server {

  private final ServerOptions options;
  private final Namespaces namespaces;
  private final Lifecycle lifecycle;
  private final EngineView<ClientSession> engine;

  private SocketIoServer(
      ServerOptions options, PacketCodec codec, Namespaces namespaces, LimitHits hits) {
    super(namespaces.main());
    this.options = options;
    this.namespaces = namespaces;
    RunSettings settings =
        new RunSettings(
            options.transport(),
            options.limits(),
            options.engine(),
            options.stopTimeout(),
            options.executor(),
            options.maxHandlerThreads(),
            options.httpHandlers(),
            options.serveClient());
    EngineListeners<ClientSession> listeners = new EngineListeners<>();
    Layer.Factory above =
        (timers, executor) ->
            new SocketIoLayer(options, codec, namespaces, listeners, timers, executor);
    this.lifecycle = new Lifecycle(() -> ServerRun.start(settings, listeners, hits, above));
    this.engine = new ServerEngine<>(options.engine(), listeners, hits, lifecycle);
  }

  /** Makes a server that does not listen yet. */
  public static Server create(ServerOptions options) {
    GsonMapping values = new GsonMapping(options.gson(), options.codecLimits().maxDepth());
    PacketCodec codec =
        options
            .codec()
            .<PacketCodec>map(factory -> factory.create(values))
            .orElseGet(() -> new JsonCodec(values));
    LimitHits hits = new LimitHits();
    return new SocketIoServer(options, codec, new Namespaces(options, codec, hits), hits);
  }

  @Override
  public CompletableFuture<InetSocketAddress> start() {
    return lifecycle.start();
  }

  @Override
  public CompletableFuture<Void> stop(Duration grace) {
    return lifecycle.stop(grace);
  }

  @Override
  public boolean accepting() {
    return lifecycle.accepting();
  }

  @Override
  public Namespace of(String name) {
    return namespaces.of(name);
  }

  @Override
  public Namespace of(String name, Consumer<Namespace> setup) {
    return namespaces.of(name, setup);
  }

  @Override
  public ParentNamespace of(Pattern pattern, Consumer<ParentNamespace> setup) {
    return namespaces.of(pattern, setup);
  }

  @Override
  public ParentNamespace of(NamespacePredicate predicate, Consumer<ParentNamespace> setup) {
    return namespaces.of(predicate, setup);
  }

  @Override
  public ParentNamespace ofAsync(
      NamespacePredicate.Async predicate, Consumer<ParentNamespace> setup) {
    return namespaces.ofAsync(predicate, setup);
  }

  @Override
  public Subscription onNewNamespace(Consumer<Namespace> listener) {
    return namespaces.onNewNamespace(listener);
  }

  @Override
  public Collection<Namespace> namespaces() {
    return namespaces.all();
  }

  @Override
  public int clientsCount() {
    return engine.clientsCount();
  }

  @Override
  public EngineView<ClientSession> engine() {
    return engine;
  }

  @Override
  public ServerOptions options() {
    return options;
  }
}
