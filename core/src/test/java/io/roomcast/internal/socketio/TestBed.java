package io.roomcast.internal.socketio;

import io.roomcast.ErrorHandler;
import io.roomcast.Namespace;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.ServerOptions;
import io.roomcast.Socket;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.json.GsonMapping;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testing.ManualTimers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * The Socket.IO half without an engine: fake sessions, a clock moved by hand, and user code on the
 * executor that a test gives, by default on the calling thread.
 */
final class TestBed {
  final ManualTimers timers = new ManualTimers();
  final LimitHits hits = new LimitHits();
  final List<ErrorHandler.Failure> failures = new CopyOnWriteArrayList<>();
  final PacketCodec codec;
  final Namespaces namespaces;
  final Clients clients;

  TestBed() {
    this(Runnable::run);
  }

  TestBed(Executor executor) {
    this(executor, options -> options);
  }

  /** With other options than the default ones. */
  static TestBed with(UnaryOperator<ServerBuilder> change) {
    return new TestBed(Runnable::run, change);
  }

  TestBed(Executor executor, UnaryOperator<ServerBuilder> change) {
    ServerOptions options = options(builder -> change.apply(builder.errorHandler(failures::add)));
    GsonMapping values = new GsonMapping(options.gson(), options.codecLimits().maxDepth());
    codec =
        options
            .codec()
            .<PacketCodec>map(factory -> factory.create(values))
            .orElseGet(() -> new JsonCodec(values));
    namespaces = new Namespaces(options, codec, hits);
    namespaces.open().join();
    clients = new Clients(options, codec, namespaces, timers, HandlerExecutor.of(executor));
  }

  /** Options for a server that has no network. */
  static ServerOptions options(UnaryOperator<ServerBuilder> change) {
    return change.apply(Server.builder().transport(new NoTransport())).build().options();
  }

  Namespace io() {
    return namespaces.main();
  }

  Namespace of(String name) {
    return namespaces.of(name);
  }

  /** A client that has joined nothing yet. */
  FakeSession connect() {
    return new FakeSession(clients);
  }

  /** A client in the main namespace. */
  FakeSession join() {
    return connect().text("0");
  }

  /** The socket of a client in the main namespace. */
  Socket socketOf(FakeSession client) {
    return io().socket(client.socketId("/")).orElseThrow();
  }

  private static final class NoTransport implements Transport {
    @Override
    public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
      return CompletableFuture.failedStage(new UnsupportedOperationException());
    }

    @Override
    public CompletionStage<Void> stop(Duration grace) {
      return CompletableFuture.completedStage(null);
    }
  }
}
