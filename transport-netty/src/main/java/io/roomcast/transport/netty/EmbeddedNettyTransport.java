package io.roomcast.transport.netty;

import io.netty.channel.ChannelHandler;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Serves connections that an application accepts in a Netty pipeline of its own: it binds no port
 * and owns no thread.
 *
 * <pre>{@code
 * EmbeddedNettyTransport transport = NettyTransport.embedded();
 * Server io = Server.builder().transport(transport).build();
 * io.start().join();
 * Executor handshakes =
 *     new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1000));
 * new ServerBootstrap()
 *     .group(group)
 *     .channel(NioServerSocketChannel.class)
 *     .childHandler(
 *         new ChannelInitializer<Channel>() {
 *           protected void initChannel(Channel channel) {
 *             channel.pipeline().addLast(sslContext.newHandler(channel.alloc(), handshakes));
 *             channel.pipeline().addLast(transport.handler());
 *           }
 *         })
 *     .bind(8443);
 * }</pre>
 *
 * <p>{@link #handler()} takes the bytes of HTTP/1.1 as they come, from the first request of a
 * connection on, and keeps the connection to its end. So before it there may be TLS ({@code
 * SslHandler}, {@code SniHandler} and what chooses by ALPN), the PROXY protocol, traffic shaping,
 * logging, or a handler that decides by the first bytes; it may be added when those have done their
 * work. There must not be an HTTP codec before it, which is an {@link IllegalStateException} in
 * Netty's log and closes the channel, nor anything behind it: which paths are served, and by whom,
 * is decided by the server's own options and HTTP handlers. HTTP/2 streams are not supported.
 *
 * <p>Give {@code newHandler} an executor, as {@code handshakes} above, a bounded pool of threads:
 * without one Netty does the arithmetic of handshakes, and calls key and trust managers, on the
 * event loop, where they delay all its other connections.
 *
 * <p>{@link Limits} hold from the moment at which the handler is added: an application that puts
 * other handlers first bounds what these wait for, such as a TLS handshake. It sets a {@code
 * SO_SNDBUF} and the like itself; half-closed connections ({@code ALLOW_HALF_CLOSURE}) and reading
 * ({@code AUTO_READ}) are the handler's business.
 *
 * <p>All methods are thread-safe and none blocks. It can be started again after it was stopped.
 */
public final class EmbeddedNettyTransport implements Transport {
  private static final InetSocketAddress NOWHERE =
      InetSocketAddress.createUnresolved("embedded", 0);

  private final Lifecycle lifecycle = new Lifecycle("your own channels");
  private final Entrance entrance = new Entrance(lifecycle::service, self -> true);

  EmbeddedNettyTransport() {}

  /**
   * The handler that turns a channel into a connection of this transport. While the transport is
   * not started, it closes the channel.
   *
   * @return always the same one, which may be added to any number of pipelines, last
   */
  public ChannelHandler handler() {
    return entrance;
  }

  /**
   * Begins to serve the channels whose pipelines {@link #handler()} is added to from now on.
   *
   * @param handler receives every request, on an event loop of its channel
   * @param limits the bounds that are enforced
   * @return completed with an unresolved address and port 0, since nothing is bound here;
   *     exceptionally where it is running already
   */
  @Override
  public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
    return lifecycle.start(
        new Run(
            "your own channels", "roomcast-embedded", new Service(handler, limits), new Nowhere()));
  }

  @Override
  public int connectionCount() {
    return lifecycle.connectionCount();
  }

  /**
   * Ends every connection, as {@link Transport#stop} says. The channel that accepts them belongs to
   * the application, which closes it before.
   *
   * @param grace how long answers and queued bytes may take; zero closes at once
   * @return completes when every connection is closed and every listener has been told
   */
  @Override
  public CompletionStage<Void> stop(Duration grace) {
    return lifecycle.stop(grace);
  }

  @Override
  public String toString() {
    return "EmbeddedNettyTransport";
  }

  private static final class Nowhere implements Run.Endpoint {
    @Override
    public CompletableFuture<InetSocketAddress> open(Service service) {
      return CompletableFuture.completedFuture(NOWHERE);
    }

    @Override
    public void closeListening() {}

    @Override
    public void close() {}
  }
}
