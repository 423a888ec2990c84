package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.RawFrame;
import io.roomcast.testkit.peer.SocketConnection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** WebSocket frames byte for byte. */
abstract class FrameChecks extends HttpShapeChecks {
  private static final byte[] X = {'x'};
  private static final int PINGS = 20_000;

  /** Short, but not so short that a busy machine cannot do something within it. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Frames that RFC 6455 forbids. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Violation(String name, Set<Integer> codes, byte[] bytes) {}

  @TestFactory
  @DisplayName("a client that breaks the rules of RFC 6455 is closed with 1002 or a nearer code")
  Stream<DynamicTest> violations() {
    start();
    List<Violation> violations = new ArrayList<>();
    violations.add(bad("no mask", RawFrame.text("x").unmasked()));
    for (int bits : new int[] {1, 2, 4}) {
      violations.add(bad("reserved bit " + bits, RawFrame.text("x").reserved(bits)));
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      violations.add(bad("reserved opcode " + opcode, RawFrame.of(opcode, X)));
    }
    violations.add(bad("a ping in fragments", RawFrame.of(RawFrame.PING, X).last(false)));
    violations.add(bad("a close in fragments", RawFrame.close(1000, "").last(false)));
    violations.add(bad("a ping of 126 bytes", RawFrame.of(RawFrame.PING, new byte[126])));
    violations.add(bad("a continuation of nothing", RawFrame.of(RawFrame.CONTINUATION, X)));
    violations.add(
        bad("a message inside a message", RawFrame.text("a").last(false), RawFrame.text("b")));
    violations.add(bad("a close frame of one byte", RawFrame.of(RawFrame.CLOSE, X)));
    for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 5000, 65535}) {
      byte[] payload = ByteBuffer.allocate(2).putShort((short) code).array();
      violations.add(bad("the close code " + code, RawFrame.of(RawFrame.CLOSE, payload)));
    }
    violations.add(
        new Violation(
            "a reason that is not UTF-8",
            Set.of(1002, 1007),
            RawFrame.of(RawFrame.CLOSE, new byte[] {3, (byte) 0xe8, (byte) 0xff}).bytes()));
    violations.add(announced("a length of 2^62", 1L << 62));
    violations.add(announced("a negative length", Long.MIN_VALUE));
    violations.add(announced("a length of 2^31", 1L << 31));
    return violations.stream()
        .map(violation -> DynamicTest.dynamicTest(violation.name, () -> check(violation)));
  }

  @Test
  @DisplayName(
      "EIO-50 a ping is answered with its payload, and a pong that nobody asked for is nothing")
  void pings() {
    start();
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    connection.write(
        RawFrame.of(RawFrame.PING, "are you there?".getBytes(StandardCharsets.UTF_8)).bytes());
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Pong("are you there?"));
    connection.write(RawFrame.of(RawFrame.PING, new byte[0]).bytes());
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Pong(""));
    connection.write(RawFrame.of(RawFrame.PONG, X).bytes());
    open.roundTrip();
  }

  @Test
  @DisplayName("a ping between the fragments of a message is answered, and the message whole")
  void pingBetweenFragments() {
    start();
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    connection.write(RawFrame.text("a").last(false).bytes());
    connection.write(RawFrame.of(RawFrame.PING, X).bytes());
    connection.write(RawFrame.of(RawFrame.CONTINUATION, new byte[] {'b'}).bytes());
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Pong("x"));
    assertThat(open.listener().next()).isEqualTo(new Received.Text("ab"));
  }

  @Test
  @DisplayName("SEC-14 pongs do not pile up for a client that sends pings and reads nothing")
  void pongsDoNotPileUp() {
    start();
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    open.client().stopReading();
    fill(open.server());
    ByteArrayOutputStream pings = new ByteArrayOutputStream();
    for (int i = 1; i <= PINGS; i++) {
      pings.writeBytes(RawFrame.of(RawFrame.PING, ascii("%0100d".formatted(i))).bytes());
    }
    connection.write(pings.toByteArray());
    open.client().sendText("behind the pings");
    for (int i = 0; i < 50 && open.listener().unseen() == 0; i++) {
      assertAlive(); // time to read them all, unless it stops reading, which is as good
    }
    boolean read = open.listener().unseen() > 0;
    open.client().startReading();
    takeAll(open);
    int pongs = 1;
    while (!await(open.client().next()).equals(new PeerFrame.Pong("%0100d".formatted(PINGS)))) {
      pongs++;
    }
    if (read) {
      assertThat(pongs).as("frames that were queued for pings").isLessThan(PINGS / 10);
    }
  }

  @Test
  @DisplayName("a client that takes what is queued before the close frame in drips is cut off")
  void closeInDrips() {
    start(limits().closeTimeout(SHORT).build());
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    connection.stopReading();
    open.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[PLENTY])));
    open.server().close(1000, "");
    keepOn(() -> connection.take(DRIP), open.listener().closed());
    assertThat(await(open.listener().closed()).code()).isEqualTo(1006);
    assertTold("closeTimeout");
  }

  @Test
  @DisplayName("a message whose rest does not come closes the connection with 1008")
  void unfinishedMessage() {
    start(limits().messageTimeout(SHORT).build());
    byte[] frame = RawFrame.of(RawFrame.BINARY, pattern(1000)).bytes();
    for (byte[] begun :
        List.of(
            Arrays.copyOf(frame, 1),
            Arrays.copyOf(frame, 5),
            Arrays.copyOf(frame, 500),
            RawFrame.text("a").last(false).bytes())) {
      SocketConnection connection = connectSocket();
      Open open = open(connection, listener());
      connection.write(begun);
      assertClosedFor(open, 1008);
      assertTold("messageTimeout");
    }
  }

  @Test
  @DisplayName("so does one that comes in drips, with pings in between, but not many in a row")
  void drippingMessage() {
    withoutRest(limits().messageTimeout(SECOND.multipliedBy(2)).build(), this::drip);
  }

  private void drip(Rhythm rhythm) {
    SocketConnection patient = connectSocket();
    Open many = open(patient, listener());
    byte[] text = RawFrame.text("ab").bytes();
    byte[] endAndBegin = new byte[text.length]; // each piece ends one message and begins another
    System.arraycopy(text, 3, endAndBegin, 0, text.length - 3);
    System.arraycopy(text, 0, endAndBegin, text.length - 3, 3);
    patient.write(Arrays.copyOf(text, 3));

    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    connection.write(RawFrame.text("a").last(false).bytes());
    keepOn(
        () -> {
          connection.write(RawFrame.of(RawFrame.CONTINUATION, X).last(false).bytes());
          connection.write(RawFrame.of(RawFrame.PING, X).bytes());
          patient.write(endAndBegin);
          rhythm.beat();
        },
        open.listener().closed());
    assertThat(await(open.listener().closed()).code()).isEqualTo(1008);
    assertThat(await(open.listener().closed()).cause()).as("the violation").isPresent();
    assertTold("messageTimeout");
    patient.write(Arrays.copyOfRange(text, 3, text.length));
    many.client().sendText("last");
    Received told = many.listener().next();
    assertThat(told).isEqualTo(new Received.Text("ab"));
    while (!told.equals(new Received.Text("last"))) {
      told = many.listener().next();
    }
  }

  @Test
  @DisplayName("the rest of a message is not missed while the server does not read")
  void unfinishedWhilePaused() {
    start(limits().messageTimeout(SECOND).build());
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    byte[] whole = RawFrame.text("whole").bytes();
    byte[] late = RawFrame.text("late").bytes();
    ByteArrayOutputStream begun = new ByteArrayOutputStream();
    begun.writeBytes(whole);
    begun.write(late, 0, late.length - 1);
    connection.write(begun.toByteArray());
    assertThat(open.listener().next()).isEqualTo(new Received.Text("whole"));
    open.server().readable(false);
    for (int i = 0; i < 2; i++) { // later ones, for which time is up
      SocketConnection other = connectSocket();
      Open unfinished = open(other, listener());
      other.write(Arrays.copyOf(late, 1));
      assertClosedFor(unfinished, 1008);
    }
    connection.write(Arrays.copyOfRange(late, late.length - 1, late.length));
    open.server().readable(true);
    assertThat(open.listener().next()).isEqualTo(new Received.Text("late"));
    open.roundTrip();
  }

  @Test
  @DisplayName("frames glued to the opening handshake are delivered after onOpen")
  void gluedFrames() {
    start();
    ByteArrayOutputStream glued = new ByteArrayOutputStream();
    glued.writeBytes(RawFrame.text("one").bytes());
    glued.writeBytes(RawFrame.of(RawFrame.BINARY, X).bytes());
    PeerWebSocket client = connectSocket().upgrade(PeerRequest.get("/ws"), glued.toByteArray());
    Exchange exchange = handler().next();
    RecordingListener listener = listener();
    exchange.upgrade(Headers.none(), listener);
    await(client.opened());
    assertThat(listener.next()).isEqualTo(new Received.Text("one"));
    assertThat(binary(listener.next())).containsExactly('x');
  }

  @Test
  @DisplayName("nonsense glued to the opening handshake closes the WebSocket and hurts nobody")
  void gluedNonsense() {
    start();
    PeerWebSocket client =
        connectSocket().upgrade(PeerRequest.get("/ws"), new byte[] {(byte) 0xff, (byte) 0xff, 1});
    RecordingListener listener = listener();
    handler().next().upgrade(Headers.none(), listener);
    await(client.opened());
    assertThat(await(listener.closed()).code()).isEqualTo(1002);
    assertAlive();
  }

  @Test
  @DisplayName("frames that come byte by byte are the same frames")
  void byteByByteFrames() {
    start();
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    for (byte b : RawFrame.text("안녕 " + "x".repeat(200)).bytes()) {
      connection.write(new byte[] {b});
    }
    assertThat(open.listener().next()).isEqualTo(new Received.Text("안녕 " + "x".repeat(200)));
  }

  @Test
  @DisplayName("frames that are cut anywhere, or come all at once, are the same frames")
  void cutAnywhere() {
    start();
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < 60; i++) {
      frames.writeBytes(RawFrame.text(i + " " + "가".repeat(i * 7)).bytes());
    }
    byte[] all = frames.toByteArray();
    for (int piece : new int[] {all.length, 1000, 127, 61, 13}) {
      SocketConnection connection = connectSocket();
      Open open = open(connection, listener());
      for (int at = 0; at < all.length; at += piece) {
        connection.write(Arrays.copyOfRange(all, at, Math.min(at + piece, all.length)));
      }
      for (int i = 0; i < 60; i++) {
        assertThat(open.listener().next())
            .isEqualTo(new Received.Text(i + " " + "가".repeat(i * 7)));
      }
      connection.abort();
    }
  }

  @Test
  @DisplayName("what comes after a close frame is not looked at")
  void afterClose() {
    start();
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes(RawFrame.close(1000, "done").bytes());
    frames.writeBytes(RawFrame.text("ghost").bytes());
    connection.write(frames.toByteArray());
    assertThat(open.listener().next())
        .isInstanceOfSatisfying(
            Received.Closed.class, closed -> assertThat(closed.code()).isEqualTo(1000));
    assertThat(open.listener().unseen()).isZero();
  }

  private void check(Violation violation) {
    SocketConnection connection = connectSocket();
    Open open = open(connection, listener());
    connection.write(violation.bytes);
    Received told = open.listener().next();
    assertThat(told).isInstanceOf(Received.Closed.class);
    assertThat(((Received.Closed) told).code()).isIn(violation.codes);
    assertThat(await(open.client().next()))
        .isInstanceOfSatisfying(
            PeerFrame.Close.class, close -> assertThat(close.code()).isIn(violation.codes));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.End());
  }

  private static Violation bad(String name, RawFrame... frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (RawFrame frame : frames) {
      bytes.writeBytes(frame.bytes());
    }
    return new Violation(name, Set.of(1002), bytes.toByteArray());
  }

  private static Violation announced(String name, long length) {
    byte[] head = ByteBuffer.allocate(14).put((byte) 0x82).put((byte) 0xff).putLong(length).array();
    return new Violation(name, Set.of(1002, 1009), head);
  }
}
