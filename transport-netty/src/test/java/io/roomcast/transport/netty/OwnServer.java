package io.roomcast.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.roomcast.Server;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An application with a Netty server of its own, and Roomcast in its pipelines: docs/netty.md. */
final class OwnServer implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final ExecutorService handshakes =
      new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1000));
  private final Server io;
  private final Channel listening;

  OwnServer(InetSocketAddress address, SslContext tls) {
    EmbeddedNettyTransport transport = NettyTransport.embedded();
    io = Server.builder().transport(transport).build();
    io.start().join();
    listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(tls.newHandler(channel.alloc(), handshakes))
                        .addLast(transport.handler());
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  /** The application's Socket.IO. */
  Server io() {
    return io;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    io.close();
    handshakes.shutdown();
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
