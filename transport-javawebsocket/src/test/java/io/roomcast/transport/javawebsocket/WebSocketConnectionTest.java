package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.TestServer.upgradingTo;
import static io.roomcast.transport.javawebsocket.TestServer.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A WebSocket connection")
class WebSocketConnectionTest {
  private final RecordingListener listener = new RecordingListener();

  @Test
  @DisplayName(
      "opens on a connection that has served requests before, with the headers of the core")
  void upgradeAfterRequests() throws Exception {
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(exchanges::add);
        RawClient client = server.connect()) {
      for (int i = 0; i < 3; i++) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        exchanges.take().respond(200, Headers.none(), utf8("ok"));
        assertThat(client.response().body()).isEqualTo("ok");
      }
      client.send(RawClient.upgradeRequest("/ws"));
      Exchange exchange = exchanges.take();
      assertThat(exchange.isUpgrade()).isTrue();
      client.text("early"); // before it is decided
      exchange.upgrade(
          Headers.builder().add("Sec-WebSocket-Protocol", "chat").add("Set-Cookie", "a").build(),
          listener);

      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(101);
      assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("chat");
      assertThat(response.header("Set-Cookie")).isEqualTo("a");
      await().until(() -> listener.texts.contains("early"));
      assertThat(listener.connection().queuedBytes()).isZero();
    }
  }

  @Test
  @DisplayName("that has ended before the upgrade is only heard of as closed")
  void endedBeforeUpgrade() throws Exception {
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(exchanges::add)) {
      Exchange exchange;
      CompletableFuture<Void> aborted = new CompletableFuture<>();
      try (RawClient client = server.connect()) {
        client.send(RawClient.upgradeRequest("/ws"));
        exchange = exchanges.take();
        exchange.onAbort(() -> aborted.complete(null));
      }
      aborted.get(20, TimeUnit.SECONDS);
      exchange.upgrade(Headers.none(), listener);

      assertThat(listener.closed().code()).isEqualTo(1006);
      assertThat(listener.opened).isNotDone();
      assertThat(listener.calls).hasValue(1);
    }
  }

  @Test
  @DisplayName("delivers everything that was queued before close, then the close frame, then ends")
  void closeDeliversAll() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener));
        RawClient client = new RawClient(server.port, 8 * 1024).upgrade()) {
      WebSocketConnection connection = listener.connection();
      OutboundMessage message = OutboundMessage.binary(ByteBuffer.allocate(100_000));
      for (int i = 0; i < 100; i++) {
        connection.send(message);
      }
      connection.close(3001, "enough");
      connection.send(OutboundMessage.text("too late"));
      connection.close(3002, "again");
      assertThat(connection.isWritable()).isFalse();

      for (int i = 0; i < 100; i++) {
        assertThat(client.readFrame().payload()).hasSize(100_000);
      }
      RawClient.Frame close = client.readFrame();
      assertThat(close.closeCode()).isEqualTo(3001);
      assertThat(new String(close.payload(), 2, 6, UTF_8)).isEqualTo("enough");
      assertThat(listener.closed).isNotDone();
      client.text("dropped").closeFrame(3001);
      assertThat(client.atEnd()).isTrue();
      assertThat(listener.closed()).isEqualTo(new RecordingListener.Closed(3001, "", null));
      assertThat(listener.texts).isEmpty();
    }
  }

  @Test
  @DisplayName("answers the peer's close frame and tells its code and reason")
  void peerCloses() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener));
        RawClient client = server.connect().upgrade()) {
      client.frame(0x88, 0x0F, 0xA0, 'b', 'y', 'e');

      RawClient.Frame close = client.readFrame();
      assertThat(close.opcode()).isEqualTo(8);
      assertThat(close.closeCode()).isEqualTo(4000);
      assertThat(client.atEnd()).isTrue();
      assertThat(listener.closed()).isEqualTo(new RecordingListener.Closed(4000, "bye", null));
    }
  }

  @Test
  @DisplayName("tells 1005 where the peer closes without a code, and answers without one")
  void peerClosesWithoutCode() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener));
        RawClient client = server.connect().upgrade()) {
      client.frame(0x88);
      assertThat(client.readFrame().payload()).isEmpty();
      assertThat(listener.closed().code()).isEqualTo(1005);
    }
  }

  @Test
  @DisplayName("tells 1006 where the peer vanishes")
  void peerVanishes() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener))) {
      try (RawClient client = server.connect().upgrade()) {
        client.text("last words");
        await().until(() -> listener.texts.contains("last words"));
      }
      assertThat(listener.closed().code()).isEqualTo(1006);
      WebSocketConnection connection = listener.connection();
      connection.send(OutboundMessage.text("nobody hears"));
      connection.close(1000, "");
      connection.readable(false);
      connection.terminate();
      assertThat(connection.queuedBytes()).isZero();
      assertThat(connection.isWritable()).isFalse();
      assertThat(listener.callsAfterClose).hasValue(0);
    }
  }

  @Test
  @DisplayName("is cut where the peer does not answer the close frame in time")
  void closeTimeout() throws Exception {
    Limits limits = Limits.builder().closeTimeout(Duration.ofMillis(200)).build();
    try (TestServer server = TestServer.start(upgradingTo(listener), limits);
        RawClient client = server.connect().upgrade()) {
      listener.connection().close(1000, "");
      assertThat(client.readFrame().closeCode()).isEqualTo(1000);
      assertThat(client.atEnd()).isTrue();
      assertThat(listener.closed().code()).isEqualTo(1006);
      assertThat(listener.closed().cause()).isInstanceOf(TransportException.class);
    }
  }

  @Test
  @DisplayName("is cut where the peer does not drain what is queued before the close frame")
  void drainTimeout() throws Exception {
    Limits limits = Limits.builder().closeTimeout(Duration.ofMillis(200)).build();
    try (TestServer server = TestServer.start(upgradingTo(listener), limits);
        RawClient client = new RawClient(server.port, 8 * 1024).upgrade()) {
      listener.connection().send(OutboundMessage.binary(ByteBuffer.allocate(16 << 20)));
      listener.connection().close(1000, "");
      assertThat(listener.closed().code()).isEqualTo(1006);
      assertThat(client.skipToEnd()).isLessThan(16 << 20);
    }
  }

  @Test
  @DisplayName("ends at once when it is terminated, without a close frame")
  void terminate() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener));
        RawClient client = server.connect().upgrade()) {
      listener.connection().terminate();
      assertThat(client.atEnd()).isTrue();
      assertThat(listener.closed().code()).isEqualTo(1006);
    }
  }

  @Test
  @DisplayName(
      "cuts a close reason to 123 bytes between characters, and refuses codes that cannot be sent")
  void closeReason() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener));
        RawClient client = server.connect().upgrade()) {
      for (int code : new int[] {0, 999, 1004, 1006, 1015, 2999, 5000}) {
        assertThatThrownBy(() -> listener.connection().close(code, ""))
            .isInstanceOf(IllegalArgumentException.class);
      }
      listener.connection().close(1000, "\u20ac".repeat(100));
      RawClient.Frame close = client.readFrame();
      assertThat(new String(close.payload(), 2, close.payload().length - 2, UTF_8))
          .isEqualTo("\u20ac".repeat(41));
    }
  }

  @Test
  @DisplayName("closes without a code where 1005 is asked for")
  void closeWithoutCode() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener));
        RawClient client = server.connect().upgrade()) {
      listener.connection().close(1005, "ignored");
      assertThat(client.readFrame().payload()).isEmpty();
      client.frame(0x88);
      assertThat(listener.closed().code()).isEqualTo(1005);
    }
  }

  @Test
  @DisplayName("counts queued bytes exactly, and is writable again at the low-water mark")
  void waterMarks() throws Exception {
    Limits limits = Limits.builder().lowWaterMark(10_000).highWaterMark(20_000).build();
    try (TestServer server = TestServer.start(upgradingTo(listener), limits, 1, 16 * 1024);
        RawClient client = new RawClient(server.port, 8 * 1024).upgrade()) {
      WebSocketConnection connection = listener.connection();
      // More than the buffers of this server and this client hold, whichever reads or writes first.
      OutboundMessage large = OutboundMessage.binary(ByteBuffer.allocate(1024 * 1024));
      int messages = 2;
      for (int i = 0; i < messages; i++) {
        connection.send(large);
      }
      assertThat(connection.isWritable()).isFalse();
      assertThat(connection.queuedBytes()).isGreaterThan(large.length());
      CompletableFuture<Void> read =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < messages; i++) {
                    client.readFrame();
                  }
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      read.get(20, TimeUnit.SECONDS);
      await().until(() -> connection.queuedBytes() == 0);
      await().until(() -> listener.writables.get() == 1);
      assertThat(connection.isWritable()).isTrue();
    }
  }

  @Test
  @DisplayName("answers only the latest ping of a peer that does not read: pongs cannot pile up")
  void pongsDoNotPileUp() throws Exception {
    Limits limits = Limits.builder().lowWaterMark(10_000).highWaterMark(20_000).build();
    try (TestServer server = TestServer.start(upgradingTo(listener), limits, 1, 16 * 1024);
        RawClient client = new RawClient(server.port, 8 * 1024).upgrade()) {
      WebSocketConnection connection = listener.connection();
      OutboundMessage message = OutboundMessage.binary(ByteBuffer.allocate(4 << 20));
      connection.send(message);
      await().until(() -> server.writeInterests() > 0);
      for (int i = 0; i < 2000; i++) {
        client.send(RawClient.frame(0x89, ByteBuffer.allocate(125).putInt(i).array()));
      }
      client.text("done");
      await().until(() -> listener.texts.contains("done"));
      assertThat(connection.queuedBytes()).isLessThanOrEqualTo((4 << 20) + 10);

      assertThat(client.readFrame().payload()).hasSize(4 << 20);
      RawClient.Frame pong = client.readFrame();
      assertThat(pong.opcode()).isEqualTo(10);
      assertThat(ByteBuffer.wrap(pong.payload()).getInt()).isEqualTo(1999);
    }
  }

  @Test
  @DisplayName("reads nothing while it is paused, and all of it afterwards")
  void pause() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener));
        RawClient client = server.connect().upgrade()) {
      WebSocketConnection connection = listener.connection();
      client.text("before");
      await().until(() -> listener.texts.contains("before"));
      connection.readable(false);
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < 1000; i++) {
                    client.send(RawClient.frame(0x82, new byte[30_000]));
                  }
                  client.text("after").closeFrame(1000);
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      for (int i = 0; i < 10; i++) {
        connection.send(OutboundMessage.text("writing does not resume reading"));
        client.readFrame();
      }
      await()
          .during(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(20))
          .until(() -> listener.binaries.get() == 0);
      assertThat(sent).isNotDone();

      connection.readable(true);

      sent.get(20, TimeUnit.SECONDS);
      assertThat(listener.closed().code()).isEqualTo(1000);
      assertThat(listener.binaryBytes).hasValue(30_000_000);
      assertThat(listener.texts).containsExactly("before", "after");
    }
  }

  @Test
  @DisplayName("pauses from within a callback before the next message is delivered")
  void pauseInCallback() throws Exception {
    RecordingListener pausing =
        new RecordingListener() {
          @Override
          public void onText(String text) {
            super.onText(text);
            if (text.equals("1")) {
              opened.join().readable(false);
            }
          }
        };
    try (TestServer server = TestServer.start(upgradingTo(pausing));
        RawClient client = server.connect()) {
      client.send(RawClient.upgradeRequest("/"));
      client.response();
      java.io.ByteArrayOutputStream burst = new java.io.ByteArrayOutputStream();
      for (int i = 0; i < 5; i++) {
        burst.write(RawClient.frame(0x81, ("" + i).getBytes(UTF_8)));
      }
      client.send(burst.toByteArray());
      await().until(() -> pausing.texts.contains("1"));
      pausing.connection().send(OutboundMessage.text("a round trip"));
      client.readFrame();
      assertThat(pausing.texts).containsExactly("0", "1");

      pausing.connection().readable(true);
      await().until(() -> pausing.texts.size() == 5);
      assertThat(pausing.texts).containsExactly("0", "1", "2", "3", "4");
    }
  }

  @Test
  @DisplayName("delivers messages and the close frame that came before the peer's end while paused")
  void endWhilePaused() throws Exception {
    try (TestServer server = TestServer.start(upgradingTo(listener))) {
      WebSocketConnection connection;
      try (RawClient client = server.connect().upgrade()) {
        connection = listener.connection();
        connection.readable(false);
        client.text("a").text("b").closeFrame(1001);
        client.socket.shutdownOutput();
        connection.send(OutboundMessage.text("x"));
        client.readFrame();
        assertThat(listener.texts).isEmpty();
        connection.readable(true);
        assertThat(client.readFrame().closeCode()).isEqualTo(1001);
        assertThat(listener.closed().code()).isEqualTo(1001);
        assertThat(listener.texts).containsExactly("a", "b");
      }
    }
  }

  @Test
  @DisplayName("keeps the order of what one thread sends, and shares one frame between receivers")
  void orderAndSharing() throws Exception {
    BlockingQueue<RecordingListener> listeners = new LinkedBlockingQueue<>();
    try (TestServer server =
            TestServer.start(
                exchange -> {
                  RecordingListener each = new RecordingListener();
                  exchange.upgrade(Headers.none(), each);
                  listeners.add(each);
                });
        RawClient one = server.connect().upgrade();
        RawClient two = server.connect().upgrade()) {
      WebSocketConnection first = listeners.take().connection();
      WebSocketConnection second = listeners.take().connection();
      for (int i = 0; i < 20_000; i++) {
        OutboundMessage message = OutboundMessage.text("m" + i);
        first.send(message);
        second.send(message);
      }
      for (int i = 0; i < 20_000; i++) {
        assertThat(one.readFrame().text()).isEqualTo("m" + i);
        assertThat(two.readFrame().text()).isEqualTo("m" + i);
      }
    }
  }

  @Test
  @DisplayName("talks to the JDK's client, close handshake included")
  void jdkClient() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket.Listener clientListener =
        new WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
              heard.add(text.toString());
              text.setLength(0);
            }
            ws.request(1);
            return null;
          }

          @Override
          public CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
            closed.complete(code);
            return null;
          }
        };
    TestServer.Echo echo = new TestServer.Echo();
    try (TestServer server = TestServer.start(echo)) {
      WebSocket ws =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + server.port + "/ws"), clientListener)
              .get(20, TimeUnit.SECONDS);
      String large = "\u20ac".repeat(100_000);
      ws.sendText(large, true).get(20, TimeUnit.SECONDS);
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(large);
      echo.listeners.get(0).connection().close(4001, "bye");
      assertThat(closed.get(20, TimeUnit.SECONDS)).isEqualTo(4001);
      assertThat(echo.listeners.get(0).closed().code()).isEqualTo(4001);
    }
  }
}
