package io.roomcast.internal;

import io.roomcast.Namespace;
import io.roomcast.NamespacePredicate;
import io.roomcast.ParentNamespace;
import io.roomcast.Server;
import io.roomcast.ServerOptions;
import io.roomcast.Subscription;
import io.roomcast.internal.json.GsonMapping;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.internal.socketio.ForwardingNamespace;
import io.roomcast.internal.socketio.Namespaces;
import io.roomcast.spi.codec.PacketCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server: its namespaces, which last, and its {@link ServerRun}, which is made anew at each
 * start.
 */
public final class SocketIoServer extends ForwardingNamespace implements Server {

  /** Where the server stands. */
  private sealed interface State {

    record Stopped() implements State {}

    record Starting(CompletableFuture<InetSocketAddress> started) implements State {}

    record Running(ServerRun run) implements State {}

    record Stopping(CompletableFuture<Void> stopped) implements State {}
  }

  private static final Logger log = LoggerFactory.getLogger(SocketIoServer.class);

  private final ServerOptions options;
  private final PacketCodec codec;
  private final Namespaces namespaces;
  private final Object lock = new Object();
  private volatile State state = new State.Stopped(); // changed under the lock

  private SocketIoServer(ServerOptions options, PacketCodec codec, Namespaces namespaces) {
    super(namespaces.main());
    this.options = options;
    this.codec = codec;
    this.namespaces = namespaces;
  }

  /** Makes a server that does not listen yet. */
  public static Server create(ServerOptions options) {
    GsonMapping values = new GsonMapping(options.gson(), options.codecLimits().maxDepth());
    PacketCodec codec =
        options
            .codec()
            .<PacketCodec>map(factory -> factory.create(values))
            .orElseGet(() -> new JsonCodec(values));
    return new SocketIoServer(options, codec, new Namespaces(options, codec));
  }

  @Override
  public CompletableFuture<InetSocketAddress> start() {
    CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
    synchronized (lock) {
      if (!(state instanceof State.Stopped)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("the server is running; stop it first, and wait for that"));
      }
      state = new State.Starting(started);
    }
    var unused =
        ServerRun.start(options, codec, namespaces)
            .whenComplete(
                (listening, failure) -> {
                  if (failure == null) {
                    moveTo(new State.Running(listening.run()));
                    // elsewhere, since what depends on it must not hold the transport's thread
                    started.completeAsync(listening::address, ServerRun.LIFECYCLE);
                  } else {
                    moveTo(new State.Stopped());
                    ServerRun.LIFECYCLE.execute(() -> started.completeExceptionally(root(failure)));
                  }
                });
    return started.copy();
  }

  @Override
  public CompletableFuture<Void> stop(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative: " + grace);
    }
    ServerRun run;
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    synchronized (lock) {
      if (state instanceof State.Starting starting) {
        return starting.started().handle((a, f) -> grace).thenCompose(this::stop);
      }
      if (state instanceof State.Stopping stopping) {
        return stopping.stopped().copy();
      }
      if (!(state instanceof State.Running running)) {
        return CompletableFuture.completedFuture(null);
      }
      run = running.run();
      state = new State.Stopping(stopped);
    }
    var unused =
        run.stop(grace)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    log.error("a part of the server could not be released", failure);
                  }
                  moveTo(new State.Stopped());
                  ServerRun.LIFECYCLE.execute(() -> stopped.complete(null));
                });
    return stopped.copy();
  }

  private static Throwable root(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void moveTo(State next) {
    synchronized (lock) {
      state = next;
    }
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
    return state instanceof State.Running running ? running.run().clientsCount() : 0;
  }

  @Override
  public ServerOptions options() {
    return options;
  }
}
