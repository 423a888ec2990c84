package io.roomcast.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.SocketConnection;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the tests of this module share. */
final class Scene {
  static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private Scene() {}

  /** Both ends of a WebSocket. */
  record Open(WebSocketConnection server, Listener listener, PeerWebSocket client) {}

  /** Keeps what it is told. */
  static final class Listener implements WebSocketListener {
    final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    volatile Consumer<String> reaction = text -> {};

    @Override
    public void onOpen(WebSocketConnection connection) {
      opened.complete(connection);
    }

    @Override
    public void onText(String text) {
      texts.add(text);
      reaction.accept(text);
    }

    @Override
    public void onBinary(ByteBuffer bytes) {}

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {
      closed.complete(code);
    }
  }

  static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Opens a WebSocket to a server whose requests come into the queue. */
  static Open open(SocketPeer peer, BlockingQueue<Exchange> requests) throws Exception {
    SocketConnection connection = peer.connect();
    PeerWebSocket client = connection.upgrade(PeerRequest.get("/ws"));
    Listener listener = new Listener();
    next(requests).upgrade(Headers.none(), listener);
    await(client.opened());
    return new Open(await(listener.opened), listener, client);
  }

  /** Keeps an event loop busy until the latch is released. Returns when it is busy. */
  static CountDownLatch block(Executor loop) throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    loop.execute(
        () -> {
          blocked.countDown();
          awaitLatch(release);
        });
    awaitLatch(blocked);
    return release;
  }

  static void awaitLatch(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An application's own server on a free port, whose pipelines are made of the given handlers. */
  static Channel listen(EventLoopGroup group, Supplier<ChannelHandler[]> handlers) {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handlers.get());
              }
            })
        .bind(ANY)
        .syncUninterruptibly()
        .channel();
  }
}
