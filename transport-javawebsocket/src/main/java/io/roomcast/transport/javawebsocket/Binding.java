package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.wire.AddressKey;
import io.roomcast.spi.transport.wire.HandshakeThreads;
import io.roomcast.spi.transport.wire.Population;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a transport, from {@code start} to {@code stop}: the listening channel, the library,
 * the event loops and the connections.
 */
final class Binding implements LibraryServer.Events {
  private static final Logger log = LoggerFactory.getLogger(Binding.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Settings settings;
  private final Limits limits;
  private final HttpProtocol.Dispatch dispatch;
  private final Population population;
  private final CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final AtomicBoolean startRequested = new AtomicBoolean();
  private final AtomicBoolean stopRequested = new AtomicBoolean();

  private final List<EventLoop> loops = new ArrayList<>();
  private @Nullable EventLoop acceptorLoop;
  private @Nullable ServerSocketChannel listening;
  private @Nullable LibraryServer library;
  private @Nullable TlsRun tlsRun;
  private Function<Connection, Wire> wiring = PlainWire::new;
  private @Nullable InetSocketAddress bound;
  private String threadName = "";
  private int nextLoop;
  private volatile long graceDeadline;

  /** The run before, as long as this one waits for its end. */
  private volatile @Nullable Binding predecessor;

  Binding(Settings settings, RequestHandler handler, Limits limits) {
    this.settings = settings;
    this.limits = limits;
    this.dispatch = new HttpProtocol.Dispatch(handler, stopRequested::get);
    this.population = new Population(limits, dispatch::limitReached);
  }

  // ---- start ----

  /** Notes the run whose end this one waits for, before {@link #start}. */
  void follow(@Nullable Binding previous) {
    predecessor = previous;
  }

  /** Binds and begins, unless it was stopped before. */
  void start() {
    if (!startRequested.compareAndSet(false, true)) {
      return;
    }
    predecessor = null;
    try {
      Tls tls = settings.tls();
      if (tls != null) {
        verify(tls);
      }
      ServerSocketChannel channel = bind();
      listening = channel;
      InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
      bound = address;
      threadName = settings.threadName() + "-" + address.getPort();
      for (int i = 0; i < settings.ioThreads(); i++) {
        loops.add(new EventLoop(threadName + "-io-" + i, sweepMillis()));
      }
      if (tls != null) {
        HandshakeThreads threads =
            new HandshakeThreads(
                Math.max(2, settings.ioThreads()),
                limits.maxConnections(),
                number -> threadName + "-tls-" + number);
        TlsRun run = new TlsRun(tls, threads);
        tlsRun = run;
        wiring = connection -> new TlsWire(connection, run);
      }
      acceptorLoop = new EventLoop(threadName + "-acceptor", sweepMillis());
      library = new LibraryServer(channel, threadName, this);
      allLoops().forEach(EventLoop::start);
      library.start();
    } catch (Throwable e) { // an error, too: whoever waits for the start is to be told
      startFailed(e);
    }
  }

  /** Else every single connection would fail, and nobody would know why. */
  private void verify(Tls tls) {
    try {
      SSLEngine unused = tls.newEngine();
    } catch (RuntimeException e) {
      throw new TransportException(
          "cannot speak TLS on "
              + settings.address()
              + ": "
              + e.getMessage()
              + "; check the SSLContext, the protocols and the cipher suites",
          e);
    }
  }

  private ServerSocketChannel bind() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(settings.address(), settings.backlog());
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void startFailed(Throwable cause) {
    stopRequested.set(true);
    allLoops().forEach(EventLoop::stop);
    closeListening();
    started.completeExceptionally(
        cause instanceof TransportException ? cause : cannotListen(cause));
    stopped.complete(null);
  }

  private TransportException cannotListen(Throwable cause) {
    return new TransportException(
        "cannot listen on "
            + settings.address()
            + ": "
            + cause
            + "; is another process using the port, or may this one not? Choose another"
            + " address or port (0 for any)",
        cause);
  }

  private TransportException stoppedBeforeStart() {
    return new TransportException(
        "the transport on " + settings.address() + " was stopped before it had started");
  }

  private long sweepMillis() {
    long shortest =
        Stream.of(
                limits.headTimeout(),
                limits.bodyTimeout(),
                limits.messageTimeout(),
                limits.idleTimeout(),
                limits.closeTimeout())
            .mapToLong(TimeUnit.MILLISECONDS::convert)
            .min()
            .getAsLong();
    return Math.max(5, Math.min(500, shortest / 8));
  }

  private Stream<EventLoop> allLoops() {
    EventLoop acceptor = acceptorLoop;
    return acceptor == null ? loops.stream() : Stream.concat(loops.stream(), Stream.of(acceptor));
  }

  /** Completes with the bound address, or with why there is none. */
  CompletableFuture<InetSocketAddress> address() {
    return started;
  }

  /** The event loops that own connections. */
  List<EventLoop> loops() {
    return loops;
  }

  /** What TLS connections share; null on a plain port. */
  @Nullable TlsRun tlsRun() {
    return tlsRun;
  }

  Population population() {
    return population;
  }

  /** How many are connected, to the run before as well while that ends. */
  int connectionCount() {
    Binding before = predecessor;
    return population.total() + (before == null ? 0 : before.connectionCount());
  }

  // ---- what the library tells ----

  @Override
  public void started() {
    started.complete(bound);
  }

  @Override
  public void firstConnection(ServerSocketChannel channel, Selector selector) {
    EventLoop loop = acceptorLoop;
    if (loop == null) {
      throw new IllegalStateException("not started");
    }
    loop.execute(() -> beginAccepting(loop, channel));
  }

  private void beginAccepting(EventLoop loop, ServerSocketChannel channel) {
    if (stopRequested.get()) {
      return;
    }
    SelectionKey[] key = new SelectionKey[1];
    Acceptor acceptor =
        new Acceptor(channel::accept, this::admit, on -> watchAccept(loop, key[0], on), loop);
    try {
      key[0] = loop.register(channel, SelectionKey.OP_ACCEPT, acceptor::accept);
    } catch (IOException e) {
      died(e);
    }
  }

  private static void watchAccept(EventLoop loop, SelectionKey key, boolean on) {
    try {
      loop.watch(key, on ? SelectionKey.OP_ACCEPT : 0);
    } catch (CancelledKeyException e) {
      log.debug("the listening channel was closed", e);
    }
  }

  @Override
  public void died(Throwable cause) {
    log.error("{} stops: Java-WebSocket has given up", threadName, cause);
    CompletableFuture<Void> unused = stop(Duration.ZERO);
  }

  // ---- connections ----

  private void admit(SocketChannel channel) {
    try {
      InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
      if (remote == null || stopRequested.get()) {
        channel.close();
        return;
      }
      AddressKey address = AddressKey.of(remote);
      if (!population.admit(address)) {
        channel.close();
        return;
      }
      try {
        configure(channel);
      } catch (IOException | RuntimeException e) {
        population.leave(address);
        throw e;
      }
      EventLoop loop = loops.get(nextLoop);
      nextLoop = (nextLoop + 1) % loops.size();
      Connection connection =
          new Connection(
              loop, channel, remote, limits, dispatch, wiring, () -> population.leave(address));
      LibraryServer reader = library;
      if (reader != null) {
        loop.execute(() -> connection.open(reader));
      }
    } catch (IOException | RuntimeException e) {
      log.debug("a new connection ended at once", e);
      closeQuietly(channel);
    }
  }

  private void configure(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, settings.tcpNoDelay());
    if (settings.sendBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, settings.sendBufferBytes());
    }
  }

  // ---- stop ----

  /** Whether {@link #stop} was called or the start failed. */
  boolean isOver() {
    return stopRequested.get();
  }

  /** Completes when nothing of this run is left. */
  CompletableFuture<Void> stopped() {
    return stopped;
  }

  /** Stops; a later call can only shorten the grace. */
  CompletableFuture<Void> stop(Duration grace) {
    long deadline = System.nanoTime() + Connection.nanos(grace);
    if (stopRequested.compareAndSet(false, true)) {
      graceDeadline = deadline;
      if (startRequested.compareAndSet(false, true)) {
        started.completeExceptionally(stoppedBeforeStart());
        stopPredecessor(grace);
      } else {
        new Thread(this::runStop, threadName + "-stop").start();
      }
    } else if (deadline - graceDeadline < 0) {
      graceDeadline = deadline;
      population.deadlineMoved();
      Binding before = predecessor;
      if (before != null) {
        CompletableFuture<Void> unused = before.stop(grace);
      }
    }
    return stopped;
  }

  /** What this run waited for is stopped, too; the port is free when that is over. */
  private void stopPredecessor(Duration grace) {
    Binding before = predecessor;
    if (before == null) {
      stopped.complete(null);
    } else {
      CompletableFuture<Void> unused =
          before
              .stop(grace)
              .whenComplete(
                  (done, failure) -> {
                    predecessor = null;
                    if (failure == null) {
                      stopped.complete(null);
                    } else {
                      stopped.completeExceptionally(failure);
                    }
                  });
    }
  }

  private void runStop() {
    try {
      awaitQuietly(started);
      closeListening();
      endConnections();
      LibraryServer reader = library;
      if (reader != null) {
        reader.stopQuietly();
      }
      TlsRun handshakes = tlsRun;
      if (handshakes != null) {
        handshakes.threads().stop();
      }
      allLoops().forEach(EventLoop::stop);
      joinThreads();
      stopped.complete(null);
    } catch (Throwable t) {
      stopped.completeExceptionally(
          t instanceof TransportException
              ? t
              : new TransportException(threadName + " did not stop cleanly", t));
    }
  }

  private void endConnections() throws InterruptedException {
    loops.forEach(loop -> loop.execute(() -> loop.connections().forEach(Connection::shutdown)));
    if (!population.awaitEmpty(() -> graceDeadline)) {
      loops.forEach(
          loop -> loop.execute(() -> loop.connections().forEach(each -> each.close(null))));
      long end = System.nanoTime() + PATIENCE.toNanos();
      population.awaitEmpty(() -> end);
    }
  }

  private void closeListening() {
    ServerSocketChannel channel = listening;
    EventLoop loop = acceptorLoop;
    if (channel == null) {
      return;
    }
    if (loop == null || !loop.thread().isAlive()) {
      closeQuietly(channel);
      return;
    }
    // on the loop, so that whoever is being accepted has reached an event loop before we go on
    CompletableFuture<Void> closed = new CompletableFuture<>();
    loop.execute(
        () -> {
          closeQuietly(channel);
          closed.complete(null);
        });
    awaitQuietly(closed);
  }

  private void joinThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    allLoops().map(EventLoop::thread).forEach(threads::add);
    if (library != null) {
      threads.addAll(library.threads());
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Thread thread : threads) {
      if (thread == Thread.currentThread()) {
        continue;
      }
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      if (thread.isAlive()) {
        throw new TransportException(
            thread.getName() + " does not end: a listener or a request handler is blocking it");
      }
    }
    if (tlsRun != null && !tlsRun.threads().awaitEnd(PATIENCE)) {
      throw new TransportException(
          threadName + "-tls does not end: a key or trust manager is blocking it");
    }
  }

  private static void awaitQuietly(CompletableFuture<?> future) {
    try {
      Object unused = future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("going on without waiting", e);
    }
  }

  private static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing {}", channel, e);
    }
  }
}
