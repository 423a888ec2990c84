package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Start, stop, and start again. */
abstract class LifecycleChecks extends LimitChecks {
  @Test
  @DisplayName("start completes with the address at which clients connect")
  void started() {
    start();
    assertThat(address().getPort()).isPositive();
    assertThat(address().isUnresolved()).isFalse();
    assertAlive();
  }

  @Test
  @DisplayName("stop is harmless before a start, and twice")
  void stopIsHarmless() {
    await(createTransport().stop(Duration.ZERO));
    start();
    CompletionStage<Void> first = transport().stop(LONG);
    CompletionStage<Void> second = transport().stop(Duration.ZERO);
    await(first);
    await(second);
    await(transport().stop(LONG));
  }

  @Test
  @DisplayName("stop ends every connection, and has told every listener when it completes")
  void stopEndsEverything() {
    start();
    PeerConnection idle = connectIdle();
    PeerConnection waiting = connect();
    var unanswered = waiting.send(PeerRequest.get("/poll"));
    handler().next();
    PeerConnection sending = connect();
    sending.open(PeerRequest.of("POST", "/"));
    Exchange unread = handler().next();
    List<Open> webSockets = IntStream.range(0, 5).mapToObj(i -> open()).toList();
    webSockets.get(0).client().stopReading();

    await(transport().stop(Duration.ZERO));

    webSockets.forEach(open -> assertThat(open.listener().closed()).isDone());
    webSockets.forEach(
        open -> assertThat(await(open.listener().closed()).cause()).as("in peace").isEmpty());
    webSockets.get(0).client().startReading();
    webSockets.forEach(open -> assertEnds(open));
    assertThat(failure(unanswered)).isInstanceOf(PeerDisconnectedException.class);
    assertThat(failure(unread.body())).isInstanceOf(TransportException.class);
    awaitEnd(idle);
    awaitEnd(waiting);
    awaitEnd(sending);
  }

  @Test
  @DisplayName("after stop nobody is let in")
  void stopRefuses() {
    start();
    await(transport().stop(Duration.ZERO));
    try {
      awaitEnd(connect()); // some systems accept and reset
    } catch (PeerDisconnectedException refused) {
      assertThat(refused).hasMessageContaining("connect");
    }
    assertThat(handler().hasNext()).isFalse();
  }

  @Test
  @DisplayName("nobody is let in from the call of stop on, whatever is still being written")
  void stopRefusesAtOnce() {
    start();
    Open stuck = open();
    stuck.client().stopReading();
    stuck.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[PLENTY])));
    CompletionStage<Void> stopped = transport().stop(LONG);
    try {
      PeerConnection newcomer = connect();
      assertThat(failure(newcomer.send(PeerRequest.get("/late"))))
          .isInstanceOf(PeerDisconnectedException.class);
    } catch (PeerDisconnectedException refused) {
      assertThat(refused).hasMessageContaining("connect");
    }
    assertThat(stopped.toCompletableFuture()).isNotDone();
    assertThat(handler().hasNext()).isFalse();
    stuck.client().startReading();
    await(stopped);
  }

  @Test
  @DisplayName("during a stop connections may be closed and terminated, and it completes")
  void endedDuringStop() {
    start();
    List<Open> stuck = IntStream.range(0, 3).mapToObj(i -> open()).toList();
    stuck.forEach(
        open -> {
          open.client().stopReading();
          open.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[STUCK])));
        });
    CompletionStage<Void> stopped = transport().stop(LONG);
    stuck.get(0).server().close(1000, "");
    stuck.get(1).client().abort();
    stuck.forEach(open -> open.server().terminate());
    await(stopped);
    stuck.forEach(open -> assertThat(open.listener().closed()).isDone());
  }

  @Test
  @DisplayName("two stops at the same moment both complete")
  void stoppedTwiceAtOnce() {
    for (int i = 0; i < 5; i++) {
      start();
      Open open = open();
      atOnce(
          () -> await(transport().stop(Duration.ZERO)),
          () -> await(transport().stop(Duration.ofSeconds(1))));
      assertThat(open.listener().closed()).isDone();
    }
  }

  @Test
  @DisplayName("a stopped transport starts again, several times")
  void restart() {
    for (int i = 0; i < 3; i++) {
      start();
      assertAlive();
      open().roundTrip();
      await(transport().stop(Duration.ZERO));
    }
  }

  @Test
  @DisplayName("stop with grace lets a slow client have what is queued for it")
  void graceDelivers() {
    start();
    assertGraceDelivers();
  }

  void assertGraceDelivers() {
    Open open = open();
    open.client().stopReading();
    for (int i = 0; i < 400; i++) {
      open.server().send(OutboundMessage.text(i + " " + "x".repeat(20_000)));
    }
    PeerConnection connection = connect();
    connection.stopReading();
    var response = connection.send(PeerRequest.get("/"));
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(new byte[20_000_000]));

    CompletionStage<Void> stopped = transport().stop(LONG);
    open.client().startReading();
    connection.startReading();

    for (int i = 0; i < 400; i++) {
      assertThat(((PeerFrame.Text) await(open.client().next())).text()).startsWith(i + " ");
    }
    assertThat(await(response).body()).hasSize(20_000_000);
    await(written);
    await(stopped);
    assertThat(open.listener().closed()).isDone();
  }

  @Test
  @DisplayName("stop with grace does not wait for those who have nothing queued and asked nothing")
  void graceIsNotWaiting() {
    start();
    connect();
    connectIdle();
    Open open = open();
    await(transport().stop(LONG));
    assertThat(open.listener().closed()).isDone();
  }

  @Test
  @DisplayName("stop does not wait longer than its grace for a client that does not read")
  void graceEnds() {
    start();
    Open open = open();
    open.client().stopReading();
    open.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[40_000_000])));
    await(transport().stop(SHORT));
    assertThat(open.listener().closed()).isDone();
  }

  /** Connects, and has asked something before. */
  private PeerConnection connectIdle() {
    PeerConnection idle = connect();
    var answered = idle.send(PeerRequest.get("/"));
    respond(handler().next(), 200, "");
    await(answered);
    return idle;
  }

  @Test
  @DisplayName("stop with grace lets requests in hand be answered, and closes behind the answers")
  void graceForAnswers() {
    start();
    PeerConnection waiting = connect();
    var response = waiting.send(PeerRequest.get("/poll"));
    Exchange poll = handler().next();
    ask(waiting, PeerRequest.get("/behind"));
    PeerConnection sending = connect();
    PeerExchange upload = sending.open(PeerRequest.of("POST", "/"));
    Exchange unread = handler().next();
    PeerConnection idle = connectIdle();

    CompletionStage<Void> stopped = transport().stop(LONG);
    awaitEnd(idle);
    upload.write(pattern(10));
    upload.finish();
    assertThat(await(unread.body()).remaining()).isEqualTo(10);
    respond(unread, 200, "taken");
    assertLastAnswer(await(upload.response()), "taken");
    awaitEnd(sending);
    assertThat(stopped.toCompletableFuture()).isNotDone();
    CompletionStage<Void> written = respond(poll, 200, "at last");
    assertLastAnswer(await(response), "at last");
    await(written);
    awaitEnd(waiting);
    await(stopped);
    assertThat(handler().hasNext()).as("a request behind the last answer").isFalse();
  }

  private static void assertLastAnswer(PeerResponse response, String text) {
    assertThat(response.bodyText()).isEqualTo(text);
    assertThat(response.headers().contains("Connection", "close"))
        .as("it says that it is the last one: " + response)
        .isTrue();
  }

  @Test
  @DisplayName("stop does not wait longer than its grace for an answer that does not come")
  void graceEndsForAnswers() {
    start();
    PeerConnection waiting = connect();
    var response = waiting.send(PeerRequest.get("/poll"));
    Exchange poll = handler().next();
    CompletableFuture<Void> aborted = new CompletableFuture<>();
    poll.onAbort(() -> aborted.complete(null));
    await(transport().stop(SHORT));
    await(aborted);
    assertThat(failure(response)).isInstanceOf(PeerDisconnectedException.class);
    assertThat(failure(respond(poll, 200, "late"))).isInstanceOf(TransportException.class);
  }

  @Test
  @DisplayName("a handshake in hand may be agreed to during a stop: the WebSocket opens, and ends")
  void graceForUpgrades() {
    start();
    PeerWebSocket client = connect().upgrade(PeerRequest.get("/ws"));
    Exchange upgrade = handler().next();
    PeerConnection idle = connectIdle();
    CompletionStage<Void> stopped = transport().stop(LONG);
    awaitEnd(idle);
    RecordingListener listener = listener();
    upgrade.upgrade(Headers.none(), listener);
    await(client.opened());
    await(listener.opened());
    await(stopped);
    assertThat(listener.closed()).isDone();
  }

  @Test
  @DisplayName("a second stop can shorten the grace of the first, and cannot prolong it")
  void graceShortened() {
    start();
    Open open = open();
    open.client().stopReading();
    open.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[STUCK])));
    CompletionStage<Void> first = transport().stop(LONG);
    CompletionStage<Void> shorter = transport().stop(SHORT);
    CompletionStage<Void> longer = transport().stop(LONG);
    await(first);
    await(shorter);
    await(longer);
    assertThat(open.listener().closed()).isDone();
  }

  @Test
  @DisplayName("stop while several threads send completes")
  void stopWhileSending() {
    start();
    List<Open> all = IntStream.range(0, 4).mapToObj(i -> open()).toList();
    List<CompletableFuture<Void>> senders =
        all.stream()
            .map(
                open ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < 500; i++) {
                            open.server().send(OutboundMessage.text("x".repeat(300)));
                          }
                        }))
            .toList();
    await(transport().stop(Duration.ofSeconds(1)));
    senders.forEach(KitScene::await);
    all.forEach(open -> assertThat(open.listener().closed()).isDone());
  }

  @Test
  @DisplayName("stop may be called on an I/O thread")
  void stopOnIoThread() {
    start();
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    handler()
        .reactWith(
            exchange ->
                transport()
                    .stop(Duration.ZERO)
                    .whenComplete(
                        (nothing, failure) -> {
                          if (failure == null) {
                            stopped.complete(null);
                          } else {
                            stopped.completeExceptionally(failure);
                          }
                        }));
    ask(connect(), PeerRequest.get("/stop"));
    await(stopped);
  }

  @Test
  @DisplayName("after stop an answer fails its stage, and a WebSocket's methods are harmless")
  void lateAnswers() {
    start();
    ask(connect(), PeerRequest.get("/poll"));
    Exchange exchange = handler().next();
    connect().upgrade(PeerRequest.get("/ws"));
    Exchange upgrade = handler().next();
    Open open = open();
    await(transport().stop(Duration.ZERO));
    assertThat(failure(respond(exchange, 200, "late"))).isInstanceOf(TransportException.class);
    RecordingListener listener = listener();
    upgrade.upgrade(Headers.none(), listener);
    assertThat(await(listener.closed()).code()).isEqualTo(1006);
    open.server().send(OutboundMessage.text("late"));
    open.server().close(1000, "");
    open.server().terminate();
    assertThat(open.server().queuedBytes()).isZero();
  }

  static void assertEnds(Open open) {
    PeerFrame frame = await(open.client().next());
    if (frame instanceof PeerFrame.Close) {
      frame = await(open.client().next());
    }
    assertThat(frame).isEqualTo(new PeerFrame.End());
  }
}
