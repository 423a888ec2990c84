package io.roomcast.testkit.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.PerMessageDeflate;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.RawFrame;
import io.roomcast.testkit.peer.SocketConnection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** WebSocket messages that are compressed (RFC 7692). */
abstract class DeflateChecks extends BrokenTlsChecks {
  private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
  private static final PerMessageDeflate ON = PerMessageDeflate.defaults();
  private static final String NO_TAKEOVER =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  private static final String LONG = "안녕하세요 ".repeat(500);

  /** Would shrink, and is one byte shorter than what is compressed. */
  private static final String SMALL = "s".repeat(1023);

  private static final int LIMIT = 50_000;

  /** Messages that fit into what is read at once, and inflate to 25 MB. */
  private static final int BOMBS = 500;

  /** More than a transport that shares threads has of them. */
  private static final int MANY_THREADS = 64;

  private static final int RSV1 = 4;

  private final List<DeflateStream> streams = new ArrayList<>();

  /** A WebSocket whose client speaks the extension. */
  private record Deflated(Open open, SocketConnection wire, DeflateStream stream) {

    void send(RawFrame... frames) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (RawFrame frame : frames) {
        bytes.writeBytes(frame.bytes());
      }
      wire.write(bytes.toByteArray());
    }

    RawFrame compressed(int opcode, byte[] message) {
      return RawFrame.of(opcode, stream.deflate(message)).reserved(RSV1);
    }

    RecordingListener listener() {
      return open.listener();
    }

    Received received() {
      return listener().next();
    }

    /** The next message, which must have come compressed. */
    byte[] inflated(boolean text) {
      PeerFrame frame = await(open.client().next());
      assertThat(frame).isInstanceOf(PeerFrame.Compressed.class);
      PeerFrame.Compressed compressed = (PeerFrame.Compressed) frame;
      assertThat(compressed.text()).isEqualTo(text);
      return stream.inflate(compressed);
    }

    void assertClosedWith(int code) {
      assertThat(received())
          .isInstanceOfSatisfying(
              Received.Closed.class,
              closed -> {
                assertThat(closed.code()).isEqualTo(code);
                assertThat(closed.cause()).isPresent();
              });
      assertThat(await(open.client().next()))
          .isInstanceOfSatisfying(
              PeerFrame.Close.class, close -> assertThat(close.code()).isEqualTo(code));
    }
  }

  /** Whether the transport can agree on the extension. */
  protected abstract boolean negotiatesDeflate();

  @AfterEach
  void freeStreams() {
    streams.forEach(DeflateStream::close);
  }

  private void startDeflating(PerMessageDeflate options) {
    assumeTrue(negotiatesDeflate(), "the transport does not speak permessage-deflate");
    start(limits().perMessageDeflate(options).maxMessageBytes(LIMIT).build());
  }

  private Deflated openDeflated() {
    return openDeflated(NO_TAKEOVER);
  }

  /** Offers the extension in its plainest form, and expects an answer. */
  private Deflated openDeflated(String answer) {
    SocketConnection wire = connectSocket();
    PeerWebSocket client = wire.upgrade(offer("permessage-deflate; client_max_window_bits"));
    RecordingListener listener = listener();
    handler().next().upgrade(Headers.none(), listener);
    assertThat(await(client.opened()).headers().all(EXTENSIONS)).containsExactly(answer);
    DeflateStream stream = new DeflateStream(!answer.equals(NO_TAKEOVER));
    streams.add(stream);
    return new Deflated(new Open(await(listener.opened()), listener, client), wire, stream);
  }

  private static PeerRequest offer(String extensions) {
    return PeerRequest.get("/ws").header(EXTENSIONS, extensions);
  }

  private List<String> answerTo(PeerRequest request) {
    PeerWebSocket client = connectSocket().upgrade(request);
    RecordingListener listener = listener();
    handler().next().upgrade(Headers.none(), listener);
    List<String> answer = await(client.opened()).headers().all(EXTENSIONS);
    new Open(await(listener.opened()), listener, client).roundTrip();
    return answer;
  }

  @Test
  @DisplayName("EIO-52 permessage-deflate is agreed on where it is offered, and acceptable")
  void negotiation() {
    startDeflating(ON);
    assertThat(answerTo(PeerRequest.get("/ws"))).isEmpty();
    assertThat(answerTo(offer("permessage-deflate"))).containsExactly(NO_TAKEOVER);
    assertThat(answerTo(offer("x-other, permessage-deflate; server_max_window_bits=12")))
        .containsExactly(NO_TAKEOVER + "; server_max_window_bits=12");
    for (String declined : List.of("x-other", "permessage-deflate; what", "permessage-deflate;")) {
      assertThat(answerTo(offer(declined))).as(declined).isEmpty();
    }
  }

  @Test
  @DisplayName("EIO-52 permessage-deflate is not agreed on unless it is switched on")
  void offByDefault() {
    assumeTrue(negotiatesDeflate(), "the transport does not speak permessage-deflate");
    start();
    assertThat(answerTo(offer("permessage-deflate"))).isEmpty();
  }

  @Test
  @DisplayName("EIO-52 compressed messages are inflated, others are taken as they are")
  void in() {
    startDeflating(ON);
    Deflated client = openDeflated();
    byte[] bytes = pattern(20_000);
    for (int round = 0; round < 3; round++) {
      client.send(
          client.compressed(RawFrame.TEXT, LONG.getBytes(UTF_8)),
          RawFrame.text("plain"),
          client.compressed(RawFrame.BINARY, bytes),
          client.compressed(RawFrame.TEXT, new byte[0]));
      assertThat(client.received()).isEqualTo(new Received.Text(LONG));
      assertThat(client.received()).isEqualTo(new Received.Text("plain"));
      assertThat(client.received()).isEqualTo(new Received.Binary(ByteBuffer.wrap(bytes)));
      assertThat(client.received()).isEqualTo(new Received.Text(""));
    }
  }

  @Test
  @DisplayName("EIO-52 a compressed message in fragments has RSV1 on its first one only")
  void fragmentsIn() {
    startDeflating(ON);
    Deflated client = openDeflated();
    byte[] payload = client.stream().deflate(LONG.getBytes(UTF_8));
    client.send(
        RawFrame.of(RawFrame.TEXT, Arrays.copyOf(payload, 1)).reserved(RSV1).last(false),
        RawFrame.of(RawFrame.PING, "between".getBytes(UTF_8)),
        RawFrame.of(RawFrame.CONTINUATION, new byte[0]).last(false),
        RawFrame.of(RawFrame.CONTINUATION, Arrays.copyOfRange(payload, 1, payload.length)));
    assertThat(client.received()).isEqualTo(new Received.Text(LONG));
    assertThat(await(client.open().client().next())).isEqualTo(new PeerFrame.Pong("between"));
    client.send(
        RawFrame.text("pl").last(false), RawFrame.of(RawFrame.CONTINUATION, "ain".getBytes(UTF_8)));
    assertThat(client.received()).isEqualTo(new Received.Text("plain"));
  }

  @TestFactory
  @DisplayName("EIO-52 a reserved bit in any other place closes the connection with 1002")
  Stream<DynamicTest> reservedBits() {
    startDeflating(ON);
    byte[] x = {'x'};
    Map<String, RawFrame[]> frames = new HashMap<>();
    frames.put("on a ping", new RawFrame[] {RawFrame.of(RawFrame.PING, x).reserved(RSV1)});
    frames.put("on a pong", new RawFrame[] {RawFrame.of(RawFrame.PONG, x).reserved(RSV1)});
    frames.put("on a close frame", new RawFrame[] {RawFrame.close(1000, "").reserved(RSV1)});
    frames.put("RSV2", new RawFrame[] {RawFrame.text("x").reserved(2)});
    frames.put("RSV3", new RawFrame[] {RawFrame.text("x").reserved(1)});
    frames.put("RSV1 and RSV2", new RawFrame[] {RawFrame.text("x").reserved(6)});
    RawFrame further = RawFrame.of(RawFrame.CONTINUATION, x).reserved(RSV1);
    frames.put("on a fragment", new RawFrame[] {RawFrame.text("x").last(false), further});
    return frames.entrySet().stream()
        .map(
            it ->
                DynamicTest.dynamicTest(
                    it.getKey(),
                    () -> {
                      Deflated client = openDeflated();
                      client.send(it.getValue());
                      client.assertClosedWith(1002);
                    }));
  }

  @Test
  @DisplayName("EIO-52 RSV1 without an agreement closes the connection with 1002")
  void withoutAgreement() {
    startDeflating(ON);
    SocketConnection wire = connectSocket();
    Open open = open(wire, listener());
    DeflateStream stream = new DeflateStream(false);
    streams.add(stream);
    Deflated client = new Deflated(open, wire, stream);
    client.send(client.compressed(RawFrame.TEXT, LONG.getBytes(UTF_8)));
    client.assertClosedWith(1002);
  }

  @Test
  @DisplayName("EIO-52 messages from the threshold on leave compressed, in order with the others")
  void out() {
    startDeflating(ON);
    Deflated client = openDeflated();
    byte[] bytes = LONG.getBytes(UTF_8);
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    for (int round = 0; round < 2; round++) {
      client.open().server().send(OutboundMessage.text(LONG));
      client.open().server().send(OutboundMessage.text(SMALL));
      client.open().server().send(OutboundMessage.text(LONG).uncompressed());
      client.open().server().send(OutboundMessage.binary(ByteBuffer.wrap(bytes)));
      client.open().server().send(OutboundMessage.binary(ByteBuffer.wrap(noise)));
      assertThat(client.inflated(true)).isEqualTo(bytes);
      assertThat(await(client.open().client().next())).isEqualTo(new PeerFrame.Text(SMALL));
      assertThat(await(client.open().client().next())).isEqualTo(new PeerFrame.Text(LONG));
      assertThat(client.inflated(false)).isEqualTo(bytes);
      assertThat(await(client.open().client().next())).isEqualTo(new PeerFrame.Binary(noise));
    }
  }

  @Test
  @DisplayName("EIO-53 a message is compressed once for all, and framed once for the others")
  void broadcast() {
    startDeflating(ON);
    Deflated one = openDeflated();
    Deflated other = openDeflated();
    Open plain = open();
    OutboundMessage message = OutboundMessage.text(LONG);
    for (Open open : List.of(one.open(), plain, other.open(), plain, one.open())) {
      open.server().send(message);
    }
    assertThat(one.inflated(true)).isEqualTo(LONG.getBytes(UTF_8));
    assertThat(one.inflated(true)).isEqualTo(LONG.getBytes(UTF_8));
    assertThat(other.inflated(true)).isEqualTo(LONG.getBytes(UTF_8));
    assertThat(await(plain.client().next())).isEqualTo(new PeerFrame.Text(LONG));
    assertThat(await(plain.client().next())).isEqualTo(new PeerFrame.Text(LONG));
    assertThat(encodingsOf(message)).as("a plain frame, and a compressed one").isEqualTo(2);
  }

  @Test
  @DisplayName("EIO-48 SEC-13 a message that inflates to the limit is delivered, with more: 1009")
  void limit() {
    startDeflating(ON);
    Deflated client = openDeflated();
    client.send(client.compressed(RawFrame.BINARY, new byte[LIMIT]));
    assertThat(client.received()).isEqualTo(new Received.Binary(ByteBuffer.allocate(LIMIT)));
    byte[] noise = new byte[LIMIT]; // longer when compressed
    new Random(2).nextBytes(noise);
    client.send(client.compressed(RawFrame.BINARY, noise));
    assertThat(client.received()).isEqualTo(new Received.Binary(ByteBuffer.wrap(noise)));
    client.send(client.compressed(RawFrame.BINARY, new byte[LIMIT + 1]));
    client.assertClosedWith(1009);
    assertAlive();
  }

  @Test
  @DisplayName("SEC-13 a bomb closes its connection with 1009, in fragments too")
  void bomb() {
    startDeflating(ON);
    Deflated whole = openDeflated();
    byte[] bomb = whole.stream().deflate(new byte[20_000_000]);
    assertThat(bomb).hasSizeLessThan(LIMIT);
    whole.send(RawFrame.of(RawFrame.BINARY, bomb).reserved(RSV1));
    whole.assertClosedWith(1009);

    Deflated parts = openDeflated();
    parts.send(
        RawFrame.of(RawFrame.BINARY, Arrays.copyOf(bomb, 5000)).reserved(RSV1).last(false),
        RawFrame.of(RawFrame.CONTINUATION, Arrays.copyOfRange(bomb, 5000, bomb.length)));
    parts.assertClosedWith(1009);
    assertTold("maxMessageBytes", "maxMessageBytes");
    assertAlive();
  }

  @Test
  @DisplayName("EIO-48 what does not inflate, or not to UTF-8, closes the connection with 1007")
  void malformed() {
    startDeflating(ON);
    Deflated garbage = openDeflated();
    garbage.send(RawFrame.of(RawFrame.BINARY, new byte[] {(byte) 0xff}).reserved(RSV1));
    garbage.assertClosedWith(1007);

    Deflated notText = openDeflated();
    notText.send(notText.compressed(RawFrame.TEXT, new byte[] {'a', (byte) 0xc3}));
    notText.assertClosedWith(1007);
    assertAlive();
  }

  @Test
  @DisplayName("EIO-52 with context takeover messages refer back to earlier ones, both ways")
  void takeover() {
    startDeflating(ON.withContextTakeover(true, true));
    Deflated client = openDeflated("permessage-deflate");
    byte[] noise = new byte[5000];
    new Random(3).nextBytes(noise);
    for (int round = 0; round < 4; round++) {
      client.open().server().send(OutboundMessage.binary(ByteBuffer.wrap(noise)));
      PeerFrame frame = await(client.open().client().next());
      assertThat(frame).isInstanceOf(PeerFrame.Compressed.class);
      PeerFrame.Compressed compressed = (PeerFrame.Compressed) frame;
      assertThat(client.stream().inflate(compressed)).isEqualTo(noise);
      if (round > 0) {
        assertThat(compressed.payload().bytes().length).isLessThan(200);
      }
      RawFrame toServer = client.compressed(RawFrame.BINARY, noise);
      assertThat(toServer.bytes().length).isLessThan(round > 0 ? 200 : 6000);
      client.send(toServer);
      assertThat(client.received()).isEqualTo(new Received.Binary(ByteBuffer.wrap(noise)));
    }
  }

  @Test
  @DisplayName("SEC-13 a client whose few bytes inflate to very many leaves others their turn")
  void turns() {
    startDeflating(ON);
    Map<Thread, Deflated> byThread = new HashMap<>();
    Deflated modest = openDeflated();
    Thread shared = threadOf(modest);
    while (!byThread.containsKey(shared)) {
      assumeTrue(byThread.size() < MANY_THREADS, "each connection has a thread of its own");
      byThread.put(shared, modest);
      modest = openDeflated();
      shared = threadOf(modest);
    }
    Deflated greedy = byThread.get(shared);
    AtomicInteger delivered = new AtomicInteger();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    CompletableFuture<Integer> before = new CompletableFuture<>();
    greedy
        .listener()
        .reactWith(
            event -> {
              if (delivered.incrementAndGet() == 1) {
                begun.complete(null);
                await(goOn);
              }
            });
    modest.listener().reactWith(event -> before.complete(delivered.get()));

    RawFrame bomb = greedy.compressed(RawFrame.BINARY, new byte[LIMIT]);
    greedy.send(Stream.generate(() -> bomb).limit(BOMBS).toArray(RawFrame[]::new));
    await(begun);
    modest.open().client().sendText("now me");
    for (int i = 0; i < 5; i++) { // it comes as far as it can, while their thread is at work
      assertThat(happensSoon(before)).isFalse();
    }
    goOn.complete(null);

    assertThat(await(before)).as("messages of the other one that came first").isLessThan(BOMBS);
    for (int i = 0; i < BOMBS; i++) {
      assertThat(greedy.received()).isEqualTo(new Received.Binary(ByteBuffer.allocate(LIMIT)));
    }
  }

  /** The thread on which its listener is told. */
  private static Thread threadOf(Deflated client) {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    client.listener().reactWith(event -> thread.complete(Thread.currentThread()));
    client.open().roundTrip();
    return await(thread);
  }

  @Test
  @DisplayName("EIO-52 with context takeover many threads may send, and each message inflates")
  void takeoverFromManyThreads() {
    startDeflating(ON.withContextTakeover(true, true));
    Deflated client = openDeflated("permessage-deflate");
    int threads = 4;
    int each = 50;
    List<Thread> senders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      String name = "sender " + t + " ";
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  client.open().server().send(OutboundMessage.text(i + LONG + name));
                }
              });
      senders.add(sender);
      sender.start();
    }
    Map<String, Integer> next = new HashMap<>();
    for (int i = 0; i < threads * each; i++) {
      String[] parts = new String(client.inflated(true), UTF_8).split(LONG, -1);
      assertThat(parts).hasSize(2);
      assertThat(Integer.parseInt(parts[0])).isEqualTo(next.getOrDefault(parts[1], 0));
      next.merge(parts[1], 1, Integer::sum);
    }
    assertThat(next).hasSize(threads);
    senders.forEach(DeflateChecks::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join(patience().toMillis());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}
