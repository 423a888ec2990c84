package io.roomcast.transport.netty;

import static io.roomcast.transport.netty.Scene.await;
import static io.roomcast.transport.netty.Scene.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.testkit.peer.RawFrame;
import io.roomcast.testkit.peer.SocketConnection;
import io.roomcast.testkit.peer.SocketPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A request")
class RequestTest {
  private static final int SPLITS = 3;
  private static final int FRAMES = 200;

  /** More than twice what the system takes for a client that does not read. */
  private static final int HUGE = 64 * 1024 * 1024;

  private final BlockingQueue<Exchange> requests = new LinkedBlockingQueue<>();
  private final EmbeddedNettyTransport transport = NettyTransport.embedded();
  private final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();
  private EventLoopGroup group;
  private Channel listening;
  private SocketPeer peer;

  @BeforeEach
  void start() throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    await(transport.start(requests::add, Limits.builder().highWaterMark(HUGE).build()));
    listening =
        Scene.listen(
            group,
            () -> {
              WireTap tap =
                  new WireTap() {
                    @Override
                    public void handlerAdded(io.netty.channel.ChannelHandlerContext context) {
                      channels.add(context.channel());
                    }
                  };
              return new ChannelHandler[] {tap, transport.handler()};
            });
    peer = SocketPeer.of((InetSocketAddress) listening.localAddress());
  }

  @AfterEach
  void stop() throws Exception {
    peer.close();
    listening.close().syncUninterruptibly();
    await(transport.stop(Duration.ZERO));
    group.shutdownGracefully(0, 20, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  @DisplayName(
      "whose body nobody asks for is not read beyond a bound, and read on when it is asked for")
  void unaskedBody() throws Exception {
    SocketConnection connection = peer.connect();
    byte[] body = new byte[900_000];
    Arrays.fill(body, (byte) 'x');
    var response =
        connection.exchange(
            "POST", Scene.ascii("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n"));
    connection.write(body);
    Exchange exchange = next(requests);
    Channel channel = next(channels);
    Awaitility.await().until(() -> !channel.config().isAutoRead());

    assertThat(await(exchange.body()).remaining()).isEqualTo(900_000);
    assertThat(channel.config().isAutoRead()).isTrue();
    exchange.respond(200, Headers.none(), Scene.utf8("thanks"));
    assertThat(await(response).bodyText()).isEqualTo("thanks");
  }

  @Test
  @DisplayName("that waits for its turn is bounded: reading stops, and goes on with the answers")
  void pipelined() throws Exception {
    byte[] request = Scene.ascii("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    ByteBuffer many = ByteBuffer.allocate(20_000 * request.length);
    while (many.hasRemaining()) {
      many.put(request);
    }
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.getOutputStream().write(many.array());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      Exchange exchange = next(requests);
      Channel channel = next(channels);
      Awaitility.await().until(() -> !channel.config().isAutoRead());
      assertThat(channel.pipeline().get(RequestDecoder.class).parkedBytes())
          .isBetween(Intake.FULL_BYTES, Intake.FULL_BYTES + 2 * 65_536);
      assertThat(requests).isEmpty();

      CompletableFuture<Long> reader =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      exchange.respond(200, Headers.none(), Scene.utf8(""));
      for (int i = 1; i < 20_000; i++) {
        next(requests).respond(200, Headers.none(), Scene.utf8(""));
      }
      await(sender);
      socket.shutdownOutput();
      assertThat(await(reader)).isGreaterThan(20_000);
    }
  }

  @Test
  @DisplayName(
      "for a WebSocket: what comes before the 101 was taken is bounded, and delivered afterwards")
  void beforeTheSwitch() throws Exception {
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      stuckBehindAnAnswer(socket);
      Channel channel = next(channels);
      Scene.Listener listener = new Scene.Listener();
      next(requests).upgrade(Headers.none(), listener);
      byte[] frame = RawFrame.text("x".repeat(50_000)).bytes();
      CompletableFuture<Void> sender = send(socket, frame, FRAMES);
      Awaitility.await().until(() -> !channel.config().isAutoRead());
      assertThat(channel.pipeline().get(RequestDecoder.class).parkedBytes())
          .isBetween(Intake.FULL_BYTES, Intake.FULL_BYTES + 2 * 65_536);
      assertThat(listener.opened).isNotDone();

      CompletableFuture<Void> reader = drain(socket);
      await(listener.opened);
      for (int i = 0; i < FRAMES; i++) {
        assertThat(next(listener.texts)).hasSize(50_000);
      }
      await(sender);
      listener.opened.join().terminate();
      await(reader.exceptionally(reset -> null));
    }
  }

  @Test
  @DisplayName("for a WebSocket: a client that does not take the 101 is cut off in time")
  void switchNeverTaken() throws Exception {
    await(transport.stop(Duration.ZERO));
    Limits limits =
        Limits.builder().highWaterMark(HUGE).closeTimeout(Duration.ofMillis(300)).build();
    await(transport.start(requests::add, limits));
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      stuckBehindAnAnswer(socket);
      Scene.Listener listener = new Scene.Listener();
      next(requests).upgrade(Headers.none(), listener);
      assertThat(await(listener.closed)).isEqualTo(1006);
      assertThat(listener.opened).isNotDone();
    }
  }

  @Test
  @DisplayName("for a WebSocket: a stop before the 101 was taken says 1001 behind it, and is over")
  void stopBeforeTheSwitch() throws Exception {
    InetSocketAddress address = (InetSocketAddress) listening.localAddress();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      stuckBehindAnAnswer(socket);
      Channel channel = next(channels);
      Scene.Listener listener = new Scene.Listener();
      next(requests).upgrade(Headers.none(), listener);
      CompletionStage<Void> stopped = transport.stop(Duration.ofMinutes(10));
      Scene.block(channel.eventLoop()).countDown(); // what the stop asks the loop for is done
      Scene.block(channel.eventLoop()).countDown();
      send(socket, RawFrame.close(1001, "").bytes(), 1);
      CompletableFuture<Void> reader = drain(socket);
      await(listener.opened);
      assertThat(await(listener.closed)).isEqualTo(1001);
      await(stopped);
      await(reader.exceptionally(reset -> null));
    }
  }

  /** Asks for what the client does not read, answers it, and asks for a WebSocket behind it. */
  private void stuckBehindAnAnswer(Socket socket) throws Exception {
    socket
        .getOutputStream()
        .write(
            Scene.ascii(
                """
                GET /large HTTP/1.1
                Host: a

                GET /ws HTTP/1.1
                Host: a
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """
                    .replace("\n", "\r\n")));
    Exchange large = next(requests);
    large.respond(200, Headers.none(), ByteBuffer.wrap(new byte[HUGE / 2]));
  }

  private static CompletableFuture<Void> send(Socket socket, byte[] bytes, int times) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            for (int i = 0; i < times; i++) {
              socket.getOutputStream().write(bytes);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static CompletableFuture<Void> drain(Socket socket) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  @DisplayName(
      "of the oldest WebSocket draft, to which Netty's parser gives an unannounced body, is refused")
  void hixie() throws Exception {
    SocketConnection connection = peer.connect();
    var response =
        connection.exchange(
            "GET",
            Scene.ascii(
                "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n"
                    + "GET /smug"));
    assertThat(await(response).status()).isEqualTo(400);
    await(connection.ended());
    assertThat(requests).isEmpty();
  }

  @ParameterizedTest(name = "[{index}] {0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | GET / HTTP/1.1$Host: a$$",
        "200 | $$GET / HTTP/1.1$Host: a$X: \u00e9 b$$",
        "200 | M!#%&'*+-.^_`~1 /a?b HTTP/1.0$$",
        "400 | GET  / HTTP/1.1$$",
        "400 | GET / HTTP/1.1 $$",
        "400 | GET /\u00e9 HTTP/1.1$$",
        "400 | GET / HTTQ/1.1$$",
        "400 | GET / HTTP/x.1$$",
        "505 | GET / HTTP/1.2$$",
        "505 | GET / HTTP/0.9$$",
        "505 | GET / HTTP/9.9$$",
        "400 | / HTTP/1.1$$",
        "400 | GET / HTTP/1.1$ folded$$",
        "400 | GET / HTTP/1.1$Host : a$$",
        "400 | GET / HTTP/1.1$: a$$",
        "400 | GET / HTTP/1.1$nothing$$",
        "400 | GET / HTTP/1.0$Content-Length: 3$CONTENT-LENGTH: 3$$",
        "200 | GET / HTTP/1.0$Content-Length: 3$Content-Lengths: 3$$",
        "400 | G(T / HTTP/1.1$$",
        "414 | GET /0123456789012345678901234567890123456789012345678901234567890123",
        "431 | GET / HTTP/1.1$X: 01234567890123456789012345678901234567890123456789",
        "431 | $$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$",
      })
  @DisplayName("gets past the guard in its one form only, however it is cut into pieces")
  void guard(int status, String head) {
    byte[] bytes = Scene.ascii(head.replace("$", "\r\n"));
    for (int size = 1; size <= SPLITS; size++) {
      assertThat(guard(bytes, size)).as("in pieces of %s", size).isEqualTo(status);
    }
    assertThat(guard(bytes, bytes.length)).isEqualTo(status);
    for (int cut = 0; status == 200 && cut < bytes.length; cut++) {
      assertThat(guard(Arrays.copyOf(bytes, cut), 2)).as("cut at %s", cut).isZero();
    }
  }

  /** 200 for a complete head, 0 for an incomplete one, else the refusal. */
  private static int guard(byte[] bytes, int pieces) {
    HeadGuard guard = new HeadGuard(Limits.builder().maxHeadBytes(64).build());
    for (int at = 0; at < bytes.length; at += pieces) {
      ByteBuf input = Unpooled.wrappedBuffer(bytes, 0, Math.min(bytes.length, at + pieces));
      try {
        if (guard.isComplete(input)) {
          return 200;
        }
      } catch (BadRequest e) {
        return e.status();
      }
    }
    return 0;
  }
}
