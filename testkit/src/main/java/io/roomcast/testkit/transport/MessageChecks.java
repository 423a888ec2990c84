package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.testkit.peer.PeerFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Messages in both directions. */
abstract class MessageChecks extends UpgradeChecks {
  private static final int[] LENGTHS = {0, 1, 125, 126, 127, 65_535, 65_536, 300_000};

  @Test
  @DisplayName("EIO-2 text goes both ways unchanged, empty and beyond the basic plane too")
  void text() {
    start(limits().highWaterMark(1_000_000).build()); // no onWritable in between
    Open open = open();
    for (String text :
        List.of("", "hello", "안녕하세요", "👩‍👩‍👧 \u0000 \uffff", "x".repeat(70_000))) {
      open.client().sendText(text);
      assertThat(open.listener().next()).isEqualTo(new Received.Text(text));
      open.server().send(OutboundMessage.text(text));
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text(text));
    }
  }

  @Test
  @DisplayName("bytes go both ways unchanged, in every kind of frame length")
  void binary() {
    start(limits().highWaterMark(1_000_000).build()); // no onWritable in between
    Open open = open();
    for (int length : LENGTHS) {
      byte[] bytes = pattern(length);
      open.client().sendBinary(bytes);
      assertThat(binary(open.listener().next())).isEqualTo(bytes);
      open.server().send(OutboundMessage.binary(ByteBuffer.wrap(bytes)));
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Binary(bytes));
    }
  }

  @Test
  @DisplayName("messages are sent from slices of direct and read-only buffers")
  void anyBuffer() {
    start();
    Open open = open();
    ByteBuffer direct = ByteBuffer.allocateDirect(100);
    direct.position(10);
    direct.put("안녕".getBytes(StandardCharsets.UTF_8)).flip().position(10);
    open.server().send(OutboundMessage.utf8(direct));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("안녕"));
    open.server()
        .send(OutboundMessage.binary(ByteBuffer.wrap(pattern(50), 20, 10).asReadOnlyBuffer()));
    assertThat(await(open.client().next()))
        .isEqualTo(new PeerFrame.Binary(Arrays.copyOfRange(pattern(50), 20, 30)));
    assertThat(direct.position()).isEqualTo(10);
  }

  @Test
  @DisplayName("received bytes belong to the listener: later messages do not change them")
  void bytesAreOwn() {
    start();
    Open open = open();
    List<ByteBuffer> kept = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[3000];
      Arrays.fill(bytes, (byte) i);
      open.client().sendBinary(bytes);
    }
    for (int i = 0; i < 20; i++) {
      kept.add(((Received.Binary) open.listener().next()).bytes());
    }
    for (int i = 0; i < 20; i++) {
      assertThat(bytes(kept.get(i))).hasSize(3000).containsOnly(i);
    }
  }

  @Test
  @DisplayName("what a client sends is delivered in its order, text and bytes mixed")
  void orderIn() {
    start();
    Open open = open();
    for (int i = 0; i < 1000; i++) {
      if (i % 3 == 0) {
        open.client().sendBinary(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
      } else {
        open.client().sendText(Integer.toString(i));
      }
    }
    for (int i = 0; i < 1000; i++) {
      Received next = open.listener().next();
      assertThat(i % 3 == 0 ? new String(binary(next), StandardCharsets.UTF_8) : textOf(next))
          .isEqualTo(Integer.toString(i));
    }
  }

  @Test
  @DisplayName("what several threads send arrives whole, and in order for each of them")
  void orderOut() {
    start();
    Open open = open();
    int threads = 4;
    int each = 500;
    List<CompletableFuture<Void>> senders =
        IntStream.range(0, threads)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            open.server().send(OutboundMessage.text(thread + ":" + i));
                          }
                        }))
            .toList();
    int[] expected = new int[threads];
    for (int i = 0; i < threads * each; i++) {
      String[] parts = ((PeerFrame.Text) await(open.client().next())).text().split(":", 2);
      int thread = Integer.parseInt(parts[0]);
      assertThat(Integer.parseInt(parts[1])).isEqualTo(expected[thread]++);
    }
    senders.forEach(KitScene::await);
  }

  @Test
  @DisplayName("messages sent inside callbacks arrive, and the callbacks are not interrupted")
  void echo() {
    start();
    RecordingListener listener = listener();
    listener.reactWith(
        event -> {
          if (event instanceof Received.Text text) {
            for (int i = 0; i < 3; i++) {
              await(listener.opened()).send(OutboundMessage.text(text.text() + "/" + i));
            }
          }
        });
    Open open = open(connect(), listener);
    for (int i = 0; i < 100; i++) {
      open.client().sendText("echo " + i);
    }
    for (int i = 0; i < 300; i++) {
      assertThat(await(open.client().next()))
          .isEqualTo(new PeerFrame.Text("echo " + i / 3 + "/" + i % 3));
    }
  }

  @Test
  @DisplayName("one message sent to many connections arrives everywhere, any number of times")
  void shared() {
    start();
    List<Open> all = IntStream.range(0, 12).mapToObj(i -> open()).toList();
    OutboundMessage text = OutboundMessage.text("모두 " + "x".repeat(200));
    OutboundMessage binary = OutboundMessage.binary(ByteBuffer.wrap(pattern(70_000)));
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> all.forEach(open -> open.server().send(text)));
    all.forEach(open -> open.server().send(binary));
    await(other);
    for (Open open : all) {
      List<PeerFrame> got = List.of(await(open.client().next()), await(open.client().next()));
      assertThat(got)
          .containsExactlyInAnyOrder(
              new PeerFrame.Text("모두 " + "x".repeat(200)), new PeerFrame.Binary(pattern(70_000)));
    }
    assertThat(binary.payload().remaining()).isEqualTo(70_000);
    assertThat(text(text.payload())).startsWith("모두 ");
  }

  @Test
  @DisplayName("a message is framed once for all its receivers, through OutboundMessage.encoded")
  void framedOnce() {
    start();
    OutboundMessage message = OutboundMessage.text("for all");
    for (Open open : List.of(open(), open())) {
      open.server().send(message);
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("for all"));
    }
    assertThat(encodingsOf(message)).as("encodings that the transport has made").isEqualTo(1);
  }

  @Test
  @DisplayName(
      "no lock is held while the listener is called: another thread may use the connection")
  void noLockHeld() {
    start();
    Queue<String> stuck = new ConcurrentLinkedQueue<>();
    RecordingListener listener = listener();
    listener
        .onOpen(connection -> elsewhere("onOpen", connection, stuck))
        .reactWith(
            event -> elsewhere(event.getClass().getSimpleName(), await(listener.opened()), stuck));
    Open open = open(connect(), listener);
    open.client().sendText("hello");
    open.client().sendBinary(new byte[1]);
    for (int i = 0; i < 3; i++) {
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("from elsewhere"));
    }
    open.client().close(1000, "");
    await(listener.closed());
    assertThat(stuck).as("callbacks during which another thread was locked out").isEmpty();
  }

  static void elsewhere(String callback, WebSocketConnection connection, Queue<String> stuck) {
    try {
      await(
          CompletableFuture.runAsync(
              () -> {
                connection.send(OutboundMessage.text("from elsewhere"));
                connection.readable(true);
                if (connection.queuedBytes() < 0 && connection.isWritable()) {
                  throw new IllegalStateException("less than nothing is queued");
                }
              }));
    } catch (AssertionError e) {
      stuck.add(callback + ": " + e.getMessage());
    }
  }

  @Test
  @DisplayName("a message in fragments arrives as one, even where they split a character")
  void fragments() {
    start();
    Open open = open();
    byte[] text = "안녕 👋".getBytes(StandardCharsets.UTF_8);
    List<byte[]> single = new ArrayList<>();
    for (byte b : text) {
      single.add(new byte[] {b});
    }
    open.client().sendFragments(true, single);
    assertThat(open.listener().next()).isEqualTo(new Received.Text("안녕 👋"));
    open.client().sendFragments(false, List.of(new byte[] {1}, new byte[0], new byte[] {2, 3}));
    assertThat(binary(open.listener().next())).containsExactly(1, 2, 3);
    open.roundTrip();
  }

  @Test
  @DisplayName("messages as large as the limit pass")
  void atTheLimit() {
    start(limits().maxMessageBytes(50_000).maxFragments(4).build());
    Open open = open();
    open.client().sendText("x".repeat(50_000));
    assertThat(open.listener().next()).isEqualTo(new Received.Text("x".repeat(50_000)));
    byte[] quarter = pattern(12_500);
    open.client().sendFragments(false, List.of(quarter, quarter, quarter, quarter));
    assertThat(binary(open.listener().next())).hasSize(50_000);
  }

  @Test
  @DisplayName("a listener that throws hurts nobody else")
  void listenerThrows() {
    start();
    Open bystander = open();
    RecordingListener throwing =
        listener()
            .reactWith(
                event -> {
                  throw new IllegalStateException("thrown by the test, on purpose");
                });
    Open unlucky = open(connect(), throwing);
    unlucky.client().sendText("boom");
    assertThat(throwing.next()).isEqualTo(new Received.Text("boom"));
    bystander.roundTrip();
    assertAlive();
    unlucky.client().abort();
    await(throwing.closed());
    bystander.roundTrip();
  }

  static byte[] binary(Received received) {
    assertThat(received).isInstanceOf(Received.Binary.class);
    return bytes(((Received.Binary) received).bytes());
  }

  static String textOf(Received received) {
    assertThat(received).isInstanceOf(Received.Text.class);
    return ((Received.Text) received).text();
  }
}
