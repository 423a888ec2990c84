package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static io.roomcast.transport.netty.Scene.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.SocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An embedded transport")
class EmbeddedTest {
  private final BlockingQueue<Exchange> requests = new LinkedBlockingQueue<>();
  private final EmbeddedNettyTransport transport = NettyTransport.embedded();

  @Test
  @DisplayName("tells that it is bound nowhere, and refuses a second start")
  void nowhere() throws Exception {
    InetSocketAddress address = await(transport.start(requests::add, Limits.defaults()));
    assertThat(address.isUnresolved()).isTrue();
    assertThat(address.getPort()).isZero();
    assertThatThrownBy(() -> await(transport.start(requests::add, Limits.defaults())))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TransportException.class)
        .hasMessageContaining("running already");
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("closes the channels that come while it is not started, before and after")
  void notStarted() throws Exception {
    assertThat(new EmbeddedChannel(transport.handler()).isOpen()).isFalse();
    await(transport.start(requests::add, Limits.defaults()));
    await(transport.stop(Duration.ZERO));
    assertThat(new EmbeddedChannel(transport.handler()).isOpen()).isFalse();
  }

  @Test
  @DisplayName("closes the channels that come while a start waits for the end of the run before")
  void notYetStarted() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel listening = Scene.listen(group, () -> new ChannelHandler[] {transport.handler()});
    try (SocketPeer peer = SocketPeer.of((InetSocketAddress) listening.localAddress())) {
      await(transport.start(requests::add, Limits.defaults()));
      Scene.Open open = Scene.open(peer, requests);
      open.client().stopReading();
      open.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[30_000_000])));
      CompletionStage<Void> stopping = transport.stop(Duration.ofMinutes(10));
      CompletionStage<InetSocketAddress> starting =
          transport.start(requests::add, Limits.defaults());
      assertThat(new EmbeddedChannel(transport.handler()).isOpen()).isFalse();
      await(peer.connect().ended());
      assertThat(stopping.toCompletableFuture()).isNotDone();

      open.client().startReading();
      await(stopping);
      await(starting);
      var response = peer.connect().send(PeerRequest.get("/"));
      next(requests).respond(200, Headers.none(), Scene.utf8("now"));
      assertThat(await(response).bodyText()).isEqualTo("now");
      await(transport.stop(Duration.ZERO));
    } finally {
      listening.close().syncUninterruptibly();
      group.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  @DisplayName("knows of TLS that comes into the pipeline later than the handler")
  void tlsComesLater() throws Exception {
    await(transport.start(requests::add, Limits.defaults()));
    EmbeddedChannel channel = new EmbeddedChannel(transport.handler());
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(false);
    channel.pipeline().addFirst(new SslHandler(engine));
    channel
        .pipeline()
        .context(SslHandler.class)
        .fireChannelRead(
            channel.alloc().buffer().writeBytes(Scene.ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\n")));
    assertThat(next(requests).secure()).isTrue();
    channel.close();
    channel.finishAndReleaseAll();
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("ends a connection over which another handler despairs, without a loud word")
  void anotherHandlerFails() throws Exception {
    await(transport.start(requests::add, Limits.defaults()));
    for (Exception failure :
        List.of(new DecoderException("for this test"), ReadTimeoutException.INSTANCE)) {
      EmbeddedChannel channel = new EmbeddedChannel(transport.handler());
      PrintStream before = System.err;
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      System.setErr(new PrintStream(log, true, UTF_8));
      try {
        channel.pipeline().fireExceptionCaught(failure);
      } finally {
        System.setErr(before);
      }
      assertThat(channel.isOpen()).isFalse();
      assertThat(log.toString(UTF_8)).isEmpty();
      channel.finishAndReleaseAll();
    }
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("says what is wrong where an HTTP codec stands before it, and closes the channel")
  void behindACodec() throws Exception {
    await(transport.start(requests::add, Limits.defaults()));
    EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec(), transport.handler());
    assertThat(channel.isOpen()).isFalse();
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("serves a channel whose peer has no IP address")
  void withoutAddress() throws Exception {
    await(transport.start(requests::add, Limits.defaults()));
    EmbeddedChannel channel = new EmbeddedChannel(transport.handler());
    channel.writeInbound(
        channel.alloc().buffer().writeBytes(Scene.ascii("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")));
    Exchange exchange = next(requests);
    assertThat(exchange.path()).isEqualTo("/a");
    assertThat(exchange.remoteAddress().isUnresolved()).isTrue();
    exchange.respond(200, Headers.none(), Scene.utf8("hello"));
    channel.runPendingTasks();
    ByteBuf answer = channel.readOutbound();
    String text = answer.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    answer.release();
    assertThat(text).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
    channel.finishAndReleaseAll();
    await(transport.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("ends its connections at a stop, and leaves the application's server alone")
  void leavesTheServerAlone() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel listening = Scene.listen(group, () -> new ChannelHandler[] {transport.handler()});
    try (SocketPeer peer = SocketPeer.of((InetSocketAddress) listening.localAddress())) {
      for (int round = 0; round < 3; round++) {
        await(transport.start(requests::add, Limits.defaults()));
        Scene.Open open = Scene.open(peer, requests);
        await(transport.stop(Duration.ZERO));
        assertThat(open.listener().closed).isDone();
        assertThat(listening.isOpen()).isTrue();
        await(peer.connect().ended());
      }
      await(transport.start(requests::add, Limits.defaults()));
      var response = peer.connect().send(PeerRequest.get("/"));
      next(requests).respond(200, Headers.none(), Scene.utf8("again"));
      assertThat(await(response).bodyText()).isEqualTo("again");
      await(transport.stop(Duration.ZERO));
    } finally {
      listening.close().syncUninterruptibly();
      group.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
