package io.roomcast.transport.netty;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.wire.HandshakeThreads;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A port of our own, on event loops of our own unless others were given. */
final class PortEndpoint implements Run.Endpoint {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Settings settings;
  private final IoThreads acceptorThread = new IoThreads(number -> threadName("acceptor"));
  private final IoThreads ioThreads = new IoThreads(number -> threadName("io-" + number));
  private final List<EventLoopGroup> ownGroups = new ArrayList<>(2);
  private volatile int port;
  private @Nullable Channel listening;
  private @Nullable EventLoopGroup workers;
  private @Nullable HandshakeThreads handshakes;

  PortEndpoint(Settings settings) {
    this.settings = settings;
    this.port = settings.address.getPort();
  }

  private String threadName(String role) {
    return settings.threadName + "-" + port + "-" + role;
  }

  @Override
  public CompletableFuture<InetSocketAddress> open(Service service) {
    TlsContexts tls = settings.tls;
    if (tls != null) {
      tls.verify(settings.address);
    }
    ServerBootstrap bootstrap = bootstrap();
    HandshakeThreads handshakes = tls == null ? null : handshakes(service);
    bootstrap.childHandler(
        new Entrance(
            () -> service,
            entrance -> tls == null || handshakes == null || speak(tls, handshakes, entrance)));
    CompletableFuture<InetSocketAddress> opened = new CompletableFuture<>();
    ChannelFuture binding = bootstrap.bind(settings.address);
    listening = binding.channel();
    ChannelFuture unused =
        binding.addListener(
            done -> {
              if (binding.isSuccess()) {
                InetSocketAddress bound = (InetSocketAddress) binding.channel().localAddress();
                port = bound.getPort();
                binding.channel().pipeline().addLast(new AcceptFailures());
                acceptorThread.threads().forEach(t -> t.setName(threadName("acceptor")));
                opened.complete(bound);
              } else {
                opened.completeExceptionally(binding.cause());
              }
            });
    return opened;
  }

  /** Puts TLS before the entrance; false where there is none to be had. */
  private static boolean speak(
      TlsContexts tls, HandshakeThreads handshakes, ChannelHandlerContext entrance) {
    Channel channel = entrance.channel();
    SslHandler handler = tls.newHandler(channel.alloc(), line(handshakes, channel));
    if (handler != null) {
      channel.pipeline().addBefore(entrance.name(), null, handler);
    }
    return handler != null;
  }

  private HandshakeThreads handshakes(Service service) {
    HandshakeThreads made =
        new HandshakeThreads(
            settings.ioThreads,
            service.limits().maxConnections(),
            number -> threadName("tls-" + number));
    handshakes = made;
    return made;
  }

  /** For the tasks of one channel; what is rejected there ends the handshake. */
  private static Executor line(HandshakeThreads handshakes, Channel channel) {
    HandshakeThreads.Line line = handshakes.line();
    ChannelFuture unused = channel.closeFuture().addListener(closed -> line.close());
    return line;
  }

  /** Where it does what TLS needs; null without TLS, or before it is open. */
  @Nullable HandshakeThreads handshakes() {
    return handshakes;
  }

  private ServerBootstrap bootstrap() {
    EventLoopGroup given = settings.group;
    Backend backend = given == null ? Backend.of(settings.io) : Backend.of(settings.io, given);
    ServerBootstrap bootstrap = new ServerBootstrap().channelFactory(backend.listening());
    if (given == null) {
      EventLoopGroup acceptor = own(1, acceptorThread, backend);
      workers = own(settings.ioThreads, ioThreads, backend);
      bootstrap.group(acceptor, workers);
    } else {
      workers = given;
      bootstrap.group(given);
    }
    bootstrap
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, settings.backlog)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.TCP_NODELAY, settings.tcpNoDelay);
    if (settings.sendBufferBytes > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, settings.sendBufferBytes);
    }
    return bootstrap;
  }

  private EventLoopGroup own(int count, IoThreads threads, Backend backend) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(count, threads, backend.handlers());
    ownGroups.add(group);
    return group;
  }

  @Override
  public void closeListening() throws InterruptedException {
    Channel acceptor = listening;
    if (acceptor != null) {
      boolean unused = acceptor.close().await(PATIENCE.toMillis());
      // the JDK's selectors let go of the port in their next round; a task that was scheduled is
      // taken up after it
      awaitPassed(
          List.of(acceptor.eventLoop()),
          loop -> loop.schedule(PortEndpoint::nothing, 1, MILLISECONDS));
    }
    // whoever was accepted before that is registered before this
    if (workers != null) {
      awaitPassed(workers, loop -> loop.submit(PortEndpoint::nothing));
    }
  }

  private static void nothing() {}

  /**
   * Waits until every loop has come to a task; those of the application may have been shut down.
   */
  private static void awaitPassed(
      Iterable<? extends EventExecutor> loops, Function<EventExecutor, Future<?>> task)
      throws InterruptedException {
    List<Future<?>> passed = new ArrayList<>();
    for (EventExecutor loop : loops) {
      if (!loop.isShutdown()) {
        try {
          passed.add(task.apply(loop));
        } catch (RejectedExecutionException shutDownMeanwhile) {
          // then it has closed its channels
        }
      }
    }
    for (Future<?> each : passed) {
      boolean unused = each.await(PATIENCE.toMillis());
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (EventLoopGroup group : ownGroups) {
      Future<?> unused = group.shutdownGracefully(0, PATIENCE.toMillis(), MILLISECONDS);
    }
    acceptorThread.join(PATIENCE);
    ioThreads.join(PATIENCE);
    if (handshakes != null) {
      handshakes.stop();
      if (!handshakes.awaitEnd(PATIENCE)) {
        throw new TransportException(
            "a TLS handshake does not end: a trust or key manager is blocking it");
      }
    }
  }
}
