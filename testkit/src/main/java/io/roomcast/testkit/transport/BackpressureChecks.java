package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that read slowly or not at all, and servers that do. */
abstract class BackpressureChecks extends MessageChecks {
  /** More than any operating system buffers for one connection. */
  static final int PLENTY = 64 * 1024 * 1024;

  static final int STUCK = 16 * 1024 * 1024;
  private static final int PIECE = 32 * 1024;
  private static final int PIECES = 10;
  private static final int BLOCK = 500_000;
  private static final int BLOCKS = 40;
  private static final int REQUESTS = 150;
  private static final Limits LIMITS = limits().build();

  @Test
  @DisplayName("a connection begins writable, with nothing queued")
  void fresh() {
    start();
    Open open = open();
    assertThat(open.server().isWritable()).isTrue();
    assertThat(open.server().queuedBytes()).isZero();
  }

  @Test
  @DisplayName("a client that stops reading makes the connection unwritable, until it reads again")
  void waterMarks() {
    start();
    assertWaterMarks();
  }

  void assertWaterMarks() {
    Open open = open();
    open.client().stopReading();
    fill(open.server());
    assertThat(open.server().isWritable()).isFalse();
    assertThat(open.server().queuedBytes())
        .isBetween((long) LIMITS.highWaterMark(), STUCK + PIECES * (PIECE + 14L) + 14);
    assertThat(open.listener().unseen()).isZero();

    open.client().startReading();
    takeAll(open);
    assertWritableAgain(open);
    open.roundTrip();
    assertThat(open.server().isWritable()).isTrue();
  }

  @Test
  @DisplayName("nor is a lock held while the listener is told that it may send again")
  void noLockHeldAtTheMark() {
    start();
    Queue<String> stuck = new ConcurrentLinkedQueue<>();
    RecordingListener listener = listener();
    listener.reactWith(event -> elsewhere("onWritable", await(listener.opened()), stuck));
    Open open = open(connect(), listener);
    open.client().stopReading();
    fill(open.server());
    open.client().startReading();
    takeAll(open);
    assertWritableAgain(open);
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("from elsewhere"));
    assertThat(stuck).as("callbacks during which another thread was locked out").isEmpty();
  }

  @Test
  @DisplayName("the water marks are those of the limits")
  void givenWaterMarks() {
    start(LIMITS.toBuilder().lowWaterMark(400).highWaterMark(700).build());
    Open open = open();
    open.client().stopReading();
    fill(open.server());
    assertThat(open.server().isWritable()).isFalse();
    open.client().startReading();
    takeAll(open);
    assertWritableAgain(open, 400);
    OutboundMessage over = OutboundMessage.binary(ByteBuffer.wrap(new byte[5 * 1024 * 1024]));
    open.server().send(over);
    await(open.client().next());
    assertWritableAgain(open, 400);
  }

  @Test
  @DisplayName("queuedBytes counts what is queued exactly, frame heads included")
  void countsExactly() {
    start();
    Open open = open();
    open.client().stopReading();
    fill(open.server());
    for (int length : new int[] {0, 125, 126, 65_535, 65_536}) {
      long size = (long) length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
      OutboundMessage message = OutboundMessage.binary(ByteBuffer.wrap(new byte[length]));
      assertThat(growths(open.server(), message).anyMatch(growth -> growth == size))
          .as("a message of " + length + " bytes counts as " + size)
          .isTrue();
    }
  }

  /** What the queue grows by; less than the message as long as the system still takes some. */
  private LongStream growths(WebSocketConnection server, OutboundMessage message) {
    return LongStream.generate(
            () -> {
              assertAlive();
              long before = server.queuedBytes();
              server.send(message);
              return server.queuedBytes() - before;
            })
        .limit(50);
  }

  @Test
  @DisplayName("answers of one connection are taken, and their stages completed, in order")
  void completionOrder() {
    start();
    PeerConnection connection = connect();
    connection.stopReading();
    for (int i = 0; i < 4; i++) {
      ask(connection, PeerRequest.get("/" + i));
    }
    Queue<String> completed = new ConcurrentLinkedQueue<>();
    List<CompletionStage<Void>> written = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Exchange exchange = handler().next();
      ByteBuffer body = ByteBuffer.wrap(new byte[i == 0 ? STUCK : PIECE]);
      written.add(
          exchange
              .respond(200, Headers.none(), body)
              .thenRun(() -> completed.add(exchange.path())));
      connection.startReading();
    }
    written.forEach(KitScene::await);
    assertThat(completed).containsExactly("/0", "/1", "/2", "/3");
  }

  @Test
  @DisplayName("each time that the connection becomes writable again it is told once")
  void alternation() {
    start();
    Open open = open();
    for (int round = 0; round < 3; round++) {
      open.client().stopReading();
      fill(open.server());
      open.client().startReading();
      takeAll(open);
      assertWritableAgain(open);
      open.roundTrip(); // finds no second onWritable
    }
  }

  @Test
  @DisplayName("below the high-water mark nobody is told of writability")
  void noAlarm() {
    start();
    Open open = open();
    for (int i = 0; i < 50; i++) {
      open.server().send(OutboundMessage.text("small " + i));
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("small " + i));
    }
    open.roundTrip();
  }

  @Test
  @DisplayName("a single message over the mark makes the connection unwritable as well")
  void oneLargeMessage() {
    start();
    Open open = open();
    open.client().stopReading();
    open.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[PLENTY])));
    assertThat(open.server().isWritable()).isFalse();
    open.client().startReading();
    assertThat(((PeerFrame.Binary) await(open.client().next())).bytes()).hasSize(PLENTY);
    assertWritableAgain(open);
    open.roundTrip();
  }

  @Test
  @DisplayName("the queue of a client that reads comes to nothing")
  void drained() {
    start();
    Open open = open();
    for (int i = 0; i < 20; i++) {
      open.server().send(OutboundMessage.binary(ByteBuffer.wrap(pattern(1000))));
    }
    for (int i = 0; i < 20; i++) {
      await(open.client().next());
    }
    open.roundTrip();
    open.client().sendText("later");
    open.listener().next();
    assertThat(open.server().queuedBytes()).isZero();
  }

  @Test
  @DisplayName("a client that does not read delays nobody else")
  void othersGoOn() {
    start();
    Open stuck = open();
    stuck.client().stopReading();
    fill(stuck.server());
    Open other = open();
    OutboundMessage shared = OutboundMessage.text("for both");
    stuck.server().send(shared);
    other.server().send(shared);
    assertThat(await(other.client().next())).isEqualTo(new PeerFrame.Text("for both"));
    other.roundTrip();
    assertAlive();
  }

  @Test
  @DisplayName("the stage of an answer completes when it has been taken, not before")
  void answerToSlowClient() {
    start();
    assertAnswerToSlowClient();
  }

  void assertAnswerToSlowClient() {
    PeerConnection connection = connect();
    connection.stopReading();
    var response = connection.send(PeerRequest.get("/"));
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(new byte[PLENTY]));
    assertAlive();
    assertThat(written.toCompletableFuture().isDone()).isFalse();
    connection.startReading();
    assertThat(await(response).body()).hasSize(PLENTY);
    await(written);
  }

  @Test
  @DisplayName("the stage of an answer fails where the client leaves in the middle of it")
  void answerBrokenOff() {
    start();
    PeerConnection connection = connect();
    connection.stopReading();
    ask(connection, PeerRequest.get("/"));
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(new byte[PLENTY]));
    assertAlive();
    connection.abort();
    assertThat(failure(written)).isInstanceOf(TransportException.class);
  }

  @Test
  @DisplayName("a client that does not take the answer to its opening handshake is cut off in time")
  void switchNeverTaken() {
    start(LIMITS.toBuilder().highWaterMark(2 * PLENTY).closeTimeout(SHORT).build());
    PeerConnection connection = connect();
    connection.stopReading();
    ask(connection, PeerRequest.get("/large"));
    connection.upgrade(PeerRequest.get("/ws"));
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(new byte[PLENTY]));
    RecordingListener listener = listener();
    handler().next().upgrade(Headers.none(), listener);
    assertThat(await(listener.closed()).code()).isEqualTo(1006);
    assertThat(await(listener.closed()).cause()).as("it was cut").isPresent();
    assertThat(failure(written)).isInstanceOf(TransportException.class);
    assertTold("closeTimeout");
  }

  @Test
  @DisplayName("a connection that ends while full is not writable, and holds nothing")
  void endedWhileFull() {
    start();
    Open open = open();
    open.client().stopReading();
    fill(open.server());
    open.client().abort();
    assertThat(await(open.listener().closed()).code()).isEqualTo(1006);
    assertThat(open.server().isWritable()).isFalse();
    assertThat(open.server().queuedBytes()).isZero();
    open.server().send(OutboundMessage.text("to nobody"));
    assertThat(open.server().queuedBytes()).isZero();
  }

  @Test
  @DisplayName("pausing loses and reorders nothing, and does not hinder sending")
  void paused() {
    start();
    assertPauseLosesNothing();
  }

  void assertPauseLosesNothing() {
    Open open = open();
    open.server().readable(false);
    open.server().readable(false);
    for (int i = 0; i < 300; i++) {
      open.client().sendBinary(piece(i).bytes());
    }
    open.server().send(OutboundMessage.text("meanwhile"));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("meanwhile"));
    open.server().readable(true);
    for (int i = 0; i < 300; i++) {
      assertThat(binary(open.listener().next())).isEqualTo(piece(i).bytes());
    }
    open.roundTrip();
  }

  @Test
  @DisplayName("a paused connection takes little more of a client that goes on sending")
  void pauseStops() {
    start();
    assertPauses(open());
  }

  @Test
  @DisplayName("so does one whose handshake waited behind many requests that came at once")
  void pauseAfterPipelining() {
    start();
    PeerConnection connection = connect();
    PeerRequest large = PeerRequest.get("/").header("X-Padding", "x".repeat(2000));
    for (int i = 0; i < REQUESTS; i++) {
      ask(connection, large);
    }
    PeerWebSocket client = connection.upgrade(PeerRequest.get("/ws"));
    Exchange first = handler().next();
    awaitParking();
    respond(first, 200, "answer");
    for (int i = 1; i < REQUESTS; i++) {
      respond(handler().next(), 200, "answer");
    }
    RecordingListener listener = listener();
    handler().next().upgrade(Headers.none(), listener);
    await(client.opened());
    assertPauses(new Open(await(listener.opened()), listener, client));
  }

  @Test
  @DisplayName("so does one whose client sent much before the answer to its handshake")
  void pauseAfterEarlyFrames() {
    start();
    PeerWebSocket client = connect().upgrade(PeerRequest.get("/ws"));
    for (int i = 0; i < PIECES; i++) {
      client.sendBinary(piece(i).bytes());
    }
    Exchange exchange = handler().next();
    awaitParking();
    RecordingListener listener = listener();
    exchange.upgrade(Headers.none(), listener);
    await(client.opened());
    Open open = new Open(await(listener.opened()), listener, client);
    for (int i = 0; i < PIECES; i++) {
      assertThat(binary(listener.next())).isEqualTo(piece(i).bytes());
    }
    assertPauses(open);
  }

  /** Leaves a transport the time to read as much as it ever reads of what nobody wants yet. */
  private void awaitParking() {
    for (int i = 0; i < 5; i++) {
      assertAlive();
    }
  }

  private void assertPauses(Open open) {
    open.server().readable(false);
    for (int i = 0; i < BLOCKS; i++) {
      open.client().sendBinary(pattern(BLOCK, i));
    }
    for (int i = 0; i < 10; i++) {
      assertAlive(); // meanwhile all of it would have been delivered
    }
    assertThat(open.listener().unseen()).as("messages of 500 kB").isLessThan(BLOCKS / 2);
    open.server().readable(true);
    for (int i = 0; i < BLOCKS; i++) {
      assertThat(binary(open.listener().next())).isEqualTo(pattern(BLOCK, i));
    }
    open.roundTrip();
  }

  @Test
  @DisplayName("a paused connection whose client has gone is told of it when it resumes")
  void pausedAndGone() {
    start();
    Open open = open();
    open.server().readable(false);
    open.client().abort();
    open.server().readable(true);
    assertThat(await(open.listener().closed()).code()).isEqualTo(1006);
  }

  @Test
  @DisplayName("pausing and resuming inside callbacks works")
  void pausedInCallback() {
    start();
    RecordingListener listener = listener();
    Open open = open(connect(), listener);
    Semaphore paused = new Semaphore(0);
    listener.reactWith(
        event -> {
          open.server().readable(false);
          paused.release();
        });
    for (int i = 0; i < 20; i++) {
      open.client().sendText("m" + i);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(listener.next()).isEqualTo(new Received.Text("m" + i));
      paused.acquireUninterruptibly();
      open.server().readable(true);
    }
    for (int i = 20; i < 25; i++) { // these come only to who has resumed
      open.client().sendText("m" + i);
      assertThat(listener.next()).isEqualTo(new Received.Text("m" + i));
      paused.acquireUninterruptibly();
      open.server().readable(true);
    }
  }

  @Test
  @DisplayName("a paused connection can be closed")
  void pausedAndClosed() {
    start(LIMITS.toBuilder().closeTimeout(SHORT).build());
    Open open = open();
    open.server().readable(false);
    open.server().close(1000, "");
    await(open.listener().closed());
    Open second = open();
    second.server().readable(false);
    second.server().terminate();
    assertThat(await(second.listener().closed()).code()).isEqualTo(1006);
  }

  private static void assertWritableAgain(Open open) {
    assertWritableAgain(open, LIMITS.lowWaterMark());
  }

  private static void assertWritableAgain(Open open, long lowWaterMark) {
    Received told = open.listener().next();
    assertThat(told).isInstanceOf(Received.Writable.class);
    Received.Writable writable = (Received.Writable) told;
    assertThat(writable.writable()).as("isWritable() inside onWritable").isTrue();
    assertThat(writable.queuedBytes())
        .as("queuedBytes() inside onWritable")
        .isBetween(0L, lowWaterMark);
  }

  /** Sends more than the system takes without the client; not writable until it reads. */
  static void fill(WebSocketConnection server) {
    server.send(OutboundMessage.binary(ByteBuffer.wrap(new byte[STUCK])));
    for (int i = 0; i < PIECES; i++) {
      server.send(OutboundMessage.binary(ByteBuffer.wrap(piece(i).bytes())));
    }
  }

  static void takeAll(Open open) {
    assertThat(((PeerFrame.Binary) await(open.client().next())).bytes()).hasSize(STUCK);
    for (int i = 0; i < PIECES; i++) {
      assertThat(await(open.client().next())).isEqualTo(piece(i));
    }
  }

  private static PeerFrame.Binary piece(int number) {
    byte[] bytes = new byte[PIECE];
    ByteBuffer.wrap(bytes).putInt(number);
    return new PeerFrame.Binary(bytes);
  }
}
