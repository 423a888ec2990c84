package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static io.roomcast.transport.netty.Scene.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A Netty transport")
class LifecycleTest {
  private static final String THREADS = "netty-lifecycle-test";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final BlockingQueue<Exchange> requests = new LinkedBlockingQueue<>();

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(THREADS))
        .sorted()
        .toList();
  }

  private InetSocketAddress start(NettyTransport transport) throws Exception {
    return await(transport.start(requests::add, Limits.defaults()));
  }

  private void assertServes(InetSocketAddress address) throws Exception {
    try (SocketPeer peer = SocketPeer.of(address)) {
      var response = peer.connect().send(PeerRequest.get("/"));
      next(requests).respond(200, Headers.none(), Scene.utf8("served"));
      assertThat(await(response).bodyText()).isEqualTo("served");
    }
  }

  private static String failure(CompletionStage<?> stage) {
    try {
      await(stage);
      throw new AssertionError("it did not fail");
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(TransportException.class);
      return e.getCause().getMessage();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName(
      "names its threads by the port, makes as many as it was told, and leaves none behind")
  void leavesNoThread() throws Exception {
    NettyTransport transport =
        NettyTransport.on(Scene.ANY).withIoThreads(2).withThreadName(THREADS);
    InetSocketAddress address = start(transport);
    String prefix = THREADS + "-" + address.getPort();
    assertThat(threads()).containsExactly(prefix + "-acceptor");
    for (int i = 0; i < 4; i++) {
      assertServes(address);
    }
    assertThat(threads()).containsExactly(prefix + "-acceptor", prefix + "-io-0", prefix + "-io-1");
    await(transport.stop(LONG));
    Awaitility.await().until(() -> threads().isEmpty()); // the one that stopped the others is last
  }

  @Test
  @DisplayName(
      "leaves no thread behind where it cannot start, says where and what to do, and may try again")
  void portTaken() throws Exception {
    NettyTransport transport;
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(Scene.ANY);
      transport =
          NettyTransport.on((InetSocketAddress) taken.getLocalSocketAddress())
              .withThreadName(THREADS);
      assertThat(failure(transport.start(requests::add, Limits.defaults())))
          .contains(String.valueOf(taken.getLocalPort()), "another");
      Awaitility.await().until(() -> threads().isEmpty());
      await(transport.stop(LONG));
    }
    assertServes(start(transport));
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("starts again on the same port at once, while it is still stopping, too")
  void restart() throws Exception {
    NettyTransport first = NettyTransport.on(Scene.ANY);
    InetSocketAddress address = start(first);
    await(first.stop(Duration.ZERO));
    NettyTransport transport = NettyTransport.on(address);
    for (int round = 0; round < 5; round++) {
      assertThat(start(transport)).isEqualTo(address);
      assertServes(address);
      CompletionStage<Void> stopping = transport.stop(Duration.ofMillis(100));
      if (round % 2 == 0) {
        await(stopping);
      }
    }
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName(
      "stopped before it could start has failed to start, and has stopped after the run before")
  void stoppedWhileWaiting() throws Exception {
    NettyTransport transport = NettyTransport.on(Scene.ANY);
    InetSocketAddress address = start(transport);
    try (SocketPeer peer = SocketPeer.of(address)) {
      Scene.Open open = Scene.open(peer, requests);
      open.client().stopReading();
      open.server().send(OutboundMessage.binary(java.nio.ByteBuffer.wrap(new byte[30_000_000])));
      CompletionStage<Void> stopping = transport.stop(LONG);
      CompletionStage<InetSocketAddress> restarting =
          transport.start(requests::add, Limits.defaults());
      assertThat(restarting.toCompletableFuture()).isNotDone();
      CompletionStage<Void> stoppedAgain = transport.stop(Duration.ZERO);
      assertThat(failure(restarting)).contains("stopped before it had started");
      await(stoppedAgain);
      assertThat(stopping.toCompletableFuture()).isDone();
      assertThat(open.listener().closed).isDone();
    }
  }

  @Test
  @DisplayName("says 1001 to its WebSockets when it stops, after what was queued")
  void goingAway() throws Exception {
    NettyTransport transport = NettyTransport.on(Scene.ANY);
    try (SocketPeer peer = SocketPeer.of(start(transport))) {
      Scene.Open open = Scene.open(peer, requests);
      open.server().send(OutboundMessage.text("last words"));
      CompletionStage<Void> stopped = transport.stop(LONG);
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("last words"));
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Close(1001, ""));
      await(stopped);
      assertThat(open.listener().closed).isCompletedWithValue(1001);
    }
  }

  @Test
  @DisplayName("never shuts down event loops that it was given, and may use them again")
  void givenLoops() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    try {
      NettyTransport transport =
          NettyTransport.on(Scene.ANY).withThreadName(THREADS).withEventLoopGroup(group);
      for (int round = 0; round < 3; round++) {
        InetSocketAddress address = start(transport);
        try (SocketPeer peer = SocketPeer.of(address)) {
          Scene.Open open = Scene.open(peer, requests);
          await(transport.stop(Duration.ZERO));
          assertThat(open.listener().closed).isDone();
        }
        assertThat(group.isShuttingDown()).isFalse();
      }
      Awaitility.await().until(() -> threads().isEmpty());
    } finally {
      group.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }
    assertThat(
            failure(
                NettyTransport.on(Scene.ANY)
                    .withEventLoopGroup(group)
                    .start(requests::add, Limits.defaults())))
        .contains("shut down");
  }

  @Test
  @DisplayName("refuses event loops that fit no socket, or not the kind that was asked for")
  void wrongLoops() {
    EventLoopGroup local = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    EventLoopGroup nio = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      assertThat(
              failure(
                  NettyTransport.on(Scene.ANY)
                      .withEventLoopGroup(local)
                      .start(requests::add, Limits.defaults())))
          .contains("unknown", "IoHandlerFactory");
      assertThat(
              failure(
                  NettyTransport.on(Scene.ANY)
                      .withEventLoopGroup(nio)
                      .withIo(NettyIo.EPOLL)
                      .start(requests::add, Limits.defaults())))
          .contains("NIO", "EPOLL");
    } finally {
      local.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
      nio.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  @DisplayName(
      "takes epoll by itself where it is there, and says why not where it was asked for what is not")
  void io() {
    assertThat(Backend.of(NettyIo.AUTO).io())
        .isEqualTo(Epoll.isAvailable() ? NettyIo.EPOLL : NettyIo.NIO);
    for (NettyIo io : List.of(NettyIo.EPOLL, NettyIo.IO_URING)) {
      boolean there = io == NettyIo.EPOLL ? Epoll.isAvailable() : IoUring.isAvailable();
      if (there) {
        assertThat(Backend.of(io).io()).isEqualTo(io);
      } else {
        assertThatThrownBy(() -> Backend.of(io))
            .isInstanceOf(TransportException.class)
            .hasMessageContaining(io.name())
            .hasMessageContaining("netty-transport-native");
      }
    }
    assertThatThrownBy(
            () -> Backend.require(NettyIo.EPOLL, new UnsatisfiedLinkError("no"), "the-artifact"))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("EPOLL is not available here")
        .hasMessageContaining("io.netty:the-artifact");
  }

  @Test
  @DisplayName("speaks TLS with a context of Netty's kind, HTTP and WebSocket on one port")
  void nettyTls() throws Exception {
    TestCertificate certificate = TestCertificate.create();
    SslContext context =
        SslContextBuilder.forServer(certificate.key(), certificate.certificate())
            .sslProvider(SslProvider.JDK)
            .build();
    NettyTransport transport = NettyTransport.on(Scene.ANY).withTls(context);
    try (SocketPeer peer = SocketPeer.secure(start(transport), certificate.clientContext())) {
      var response = peer.connect().send(PeerRequest.get("/"));
      Exchange exchange = next(requests);
      assertThat(exchange.secure()).isTrue();
      exchange.respond(200, Headers.none(), Scene.utf8("inside"));
      assertThat(await(response).bodyText()).isEqualTo("inside");
      Scene.Open open = Scene.open(peer, requests);
      open.server().send(OutboundMessage.text("too"));
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("too"));
    }
    await(transport.stop(Duration.ZERO));
    SslContext client = SslContextBuilder.forClient().build();
    assertThatThrownBy(() -> transport.withTls(client))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client");
  }

  @Test
  @DisplayName("refuses settings that make no sense, and is not changed by with…")
  void settings() {
    NettyTransport transport = NettyTransport.onPort(0);
    assertThatThrownBy(() -> NettyTransport.onPort(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> transport.withIoThreads(0)).hasMessageContaining("ioThreads");
    assertThatThrownBy(() -> transport.withBacklog(0)).hasMessageContaining("backlog");
    assertThatThrownBy(() -> transport.withSendBuffer(-1)).hasMessageContaining("sendBuffer");
    assertThatThrownBy(() -> transport.withThreadName("")).hasMessageContaining("threadName");
    assertThat(transport.withTcpNoDelay(false)).isNotSameAs(transport);
    assertThat(transport).hasToString("NettyTransport[0.0.0.0/0.0.0.0:0]");
  }
}
