package io.roomcast.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.TransportException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * An application with a Netty server of its own, with TLS of its own and another handler before
 * ours, made to look like a transport so that the kit can check it.
 */
final class PipelineTransport implements Transport {
  private final EmbeddedNettyTransport embedded = NettyTransport.embedded();
  private final InetSocketAddress address;
  private final @Nullable SSLContext tls;
  private volatile @Nullable EventLoopGroup group;
  private volatile @Nullable Channel listening;

  PipelineTransport(InetSocketAddress address, @Nullable SSLContext tls) {
    this.address = address;
    this.tls = tls;
  }

  @Override
  public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
    return embedded
        .start(handler, limits)
        .thenCompose(
            nowhere -> {
              CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
              EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
              ChannelFuture binding = bootstrap(loops, limits).bind(address);
              binding.addListener(
                  done -> {
                    if (done.isSuccess()) {
                      group = loops;
                      listening = binding.channel();
                      bound.complete((InetSocketAddress) listening.localAddress());
                    } else {
                      loops.shutdownGracefully();
                      embedded.stop(Duration.ZERO);
                      bound.completeExceptionally(
                          new TransportException("cannot bind " + address, done.cause()));
                    }
                  });
              return bound;
            });
  }

  private ServerBootstrap bootstrap(EventLoopGroup loops, Limits limits) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  SSLEngine engine = tls.createSSLEngine();
                  engine.setUseClientMode(false);
                  SslHandler handler = new SslHandler(engine);
                  handler.setHandshakeTimeoutMillis(limits.headTimeout().toMillis());
                  channel.pipeline().addLast(handler);
                }
                channel.pipeline().addLast(new IdleStateHandler(0, 0, 3600));
                channel.pipeline().addLast(embedded.handler());
              }
            });
  }

  @Override
  public int connectionCount() {
    return embedded.connectionCount();
  }

  @Override
  public CompletionStage<Void> stop(Duration grace) {
    Channel accepting = listening;
    EventLoopGroup loops = group;
    if (accepting == null || loops == null) {
      return embedded.stop(grace);
    }
    listening = null;
    CompletableFuture<Void> free = new CompletableFuture<>();
    // the JDK's selector lets go of the port in its next round, and a task that was scheduled
    // follows
    accepting
        .close()
        .addListener(
            closed ->
                accepting
                    .eventLoop()
                    .schedule(() -> free.complete(null), 1, TimeUnit.MILLISECONDS));
    CompletionStage<Void> ended = embedded.stop(grace);
    return free.thenCompose(port -> ended)
        .thenRun(() -> loops.shutdownGracefully(0, 20, TimeUnit.SECONDS));
  }
}
