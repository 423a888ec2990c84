package io.roomcast.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  PortEndpoint(Settings settings) {
    this.settings = settings;
    this.port = settings.address.getPort();
  }

  private String threadName(String role) {
    return settings.threadName + "-" + port + "-" + role;
  }

  @Override
  public CompletableFuture<InetSocketAddress> open(Service service) {
    ServerBootstrap bootstrap = bootstrap();
    Entrance entrance = new Entrance(() -> service);
    bootstrap.childHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            if (settings.tls != null) {
              SslHandler tls = settings.tls.newHandler(channel.alloc());
              tls.setHandshakeTimeoutMillis(0); // our own deadline covers it, without a timer each
              channel.pipeline().addLast(tls);
            }
            channel.pipeline().addLast(entrance);
          }
        });
    CompletableFuture<InetSocketAddress> opened = new CompletableFuture<>();
    ChannelFuture binding = bootstrap.bind(settings.address);
    listening = binding.channel();
    ChannelFuture unused =
        binding.addListener(
            done -> {
              if (binding.isSuccess()) {
                InetSocketAddress bound = (InetSocketAddress) binding.channel().localAddress();
                port = bound.getPort();
                acceptorThread.threads().forEach(t -> t.setName(threadName("acceptor")));
                opened.complete(bound);
              } else {
                opened.completeExceptionally(binding.cause());
              }
            });
    return opened;
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
    if (listening != null) {
      boolean unused = listening.close().await(PATIENCE.toMillis());
    }
    // whoever was accepted before that is registered before this
    if (workers != null) {
      List<Future<?>> passed = new ArrayList<>();
      for (EventExecutor loop : workers) {
        passed.add(loop.submit(() -> {}));
      }
      for (Future<?> each : passed) {
        boolean unused = each.await(PATIENCE.toMillis());
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (EventLoopGroup group : ownGroups) {
      Future<?> unused = group.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
    acceptorThread.join(PATIENCE);
    ioThreads.join(PATIENCE);
  }
}
