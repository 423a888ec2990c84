package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every way in which a WebSocket ends. */
abstract class ClosingChecks extends BackpressureChecks {

  @Test
  @DisplayName("close sends code and reason; the connection ends when the client has answered")
  void serverCloses() {
    start();
    Open open = open();
    open.server().close(4001, "그만");
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Close(4001, "그만"));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.End());
    assertThat(await(open.listener().closed()).code()).isEqualTo(4001);
    assertThat(await(open.listener().closed()).cause()).as("a close in peace").isEmpty();
  }

  @Test
  @DisplayName("a code that no close frame may carry is refused, and closes nothing")
  void impossibleCode() {
    start();
    Open open = open();
    for (int code : new int[] {-1, 0, 999, 1004, 1006, 1015, 5000, 65_536, 66_536}) {
      assertThatThrownBy(() -> open.server().close(code, ""))
          .as("close code " + code)
          .isInstanceOf(IllegalArgumentException.class);
    }
    open.roundTrip();
  }

  @Test
  @DisplayName("a close of the client has no cause, even with a code that stands for a violation")
  void clientChoosesCode() {
    start();
    for (int code : new int[] {1000, 1002, 1008, 1009, 4001}) {
      Open open = open();
      open.client().close(code, "");
      assertThat(await(open.listener().closed()))
          .isEqualTo(new Received.Closed(code, "", Optional.empty()));
    }
  }

  @Test
  @DisplayName("close with 1005 sends a close frame without a code")
  void withoutCode() {
    start();
    Open open = open();
    open.server().close(1005, "");
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Close(1005, ""));
    assertThat(await(open.listener().closed()).code()).isEqualTo(1005);
  }

  @Test
  @DisplayName("a reason that is too long is cut to 123 bytes, between characters")
  void longReason() {
    start();
    Open open = open();
    open.server().close(1000, "가".repeat(60));
    PeerFrame.Close close = (PeerFrame.Close) await(open.client().next());
    assertThat(close.code()).isEqualTo(1000);
    assertThat(close.reason()).isNotEmpty().matches("가+");
    assertThat(close.reason().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(123);
  }

  @Test
  @DisplayName("what is queued goes out before the close frame, to a slow client too")
  void queuedFirst() {
    start();
    Open open = open();
    open.client().stopReading();
    for (int i = 0; i < 400; i++) {
      open.server().send(OutboundMessage.text(i + " " + "x".repeat(20_000)));
    }
    open.server().close(1000, "");
    open.client().startReading();
    for (int i = 0; i < 400; i++) {
      assertThat(((PeerFrame.Text) await(open.client().next())).text()).startsWith(i + " ");
    }
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Close(1000, ""));
    assertThat(await(open.listener().closed()).code()).isEqualTo(1000);
  }

  @Test
  @DisplayName("what is sent after close is not delivered, and the connection is not writable")
  void sendAfterClose() {
    start();
    Open open = open();
    open.server().send(OutboundMessage.text("before"));
    open.server().close(1000, "");
    open.server().send(OutboundMessage.text("after"));
    assertThat(open.server().isWritable()).isFalse();
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Text("before"));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Close(1000, ""));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.End());
    await(open.listener().closed());
  }

  @Test
  @DisplayName("the first close counts")
  void closedTwice() {
    start();
    Open open = open();
    open.server().close(4001, "first");
    open.server().close(4002, "second");
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Close(4001, "first"));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.End());
    assertThat(await(open.listener().closed()).code()).isEqualTo(4001);
    open.server().close(4003, "third");
    open.server().terminate();
  }

  @Test
  @DisplayName(
      "a client's close arrives with its code and reason, after what it sent, and is answered")
  void clientCloses() {
    start();
    for (PeerFrame.Close close :
        List.of(
            new PeerFrame.Close(1000, ""),
            new PeerFrame.Close(1001, "leaving"),
            new PeerFrame.Close(4999, "안녕"),
            new PeerFrame.Close(1005, ""))) {
      Open open = open();
      open.client().sendText("last words");
      open.client().close(close.code(), close.reason());
      assertThat(open.listener().next()).isEqualTo(new Received.Text("last words"));
      Received.Closed closed = await(open.listener().closed());
      assertThat(closed.code()).isEqualTo(close.code());
      assertThat(closed.reason()).isEqualTo(close.reason());
      assertThat(await(open.client().next()))
          .isInstanceOfSatisfying(
              PeerFrame.Close.class, answer -> assertThat(answer.code()).isEqualTo(close.code()));
      assertThat(await(open.client().next())).isEqualTo(new PeerFrame.End());
    }
  }

  @Test
  @DisplayName("a client that breaks off is told as 1006, with a cause")
  void clientAborts() {
    start();
    Open open = open();
    open.client().abort();
    assertThat(await(open.listener().closed()).code()).isEqualTo(1006);
    assertThat(await(open.listener().closed()).cause()).as("what broke").isPresent();
  }

  @Test
  @DisplayName(
      "a client that goes without a close frame is told as 1006, after what it sent, in peace")
  void clientGoes() {
    start();
    Open open = open();
    for (int i = 0; i < 100; i++) {
      open.client().sendText("m" + i);
    }
    open.client().close();
    for (int i = 0; i < 100; i++) {
      assertThat(open.listener().next()).isEqualTo(new Received.Text("m" + i));
    }
    assertThat(await(open.listener().closed()).code()).isEqualTo(1006);
    assertThat(await(open.listener().closed()).cause()).as("the peer ended it").isEmpty();
  }

  @Test
  @DisplayName("terminate ends the connection now, without a close frame")
  void terminate() {
    start();
    Open open = open();
    open.client().stopReading();
    open.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[40_000_000])));
    open.server().terminate();
    assertThat(await(open.listener().closed()).code()).isEqualTo(1006);
    assertThat(await(open.listener().closed()).cause()).as("this side ended it").isEmpty();
    open.client().startReading();
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.End());
  }

  @Test
  @DisplayName("terminate cuts a close short that the client does not answer")
  void terminateWhileClosing() {
    start();
    Open open = open();
    open.client().stopReading();
    open.server().close(1000, "");
    open.server().terminate();
    open.server().terminate();
    await(open.listener().closed());
    assertThat(open.server().isWritable()).isFalse();
  }

  @Test
  @DisplayName("a client that does not answer a close frame is cut off after the close timeout")
  void closeTimeout() {
    start(limits().closeTimeout(SHORT).build());
    Open open = open();
    open.client().stopReading();
    open.server().close(1000, "");
    assertThat(await(open.listener().closed()).code()).isEqualTo(1006);
    assertThat(await(open.listener().closed()).cause()).as("it was cut").isPresent();
    Open full = open();
    full.client().stopReading();
    full.server().send(OutboundMessage.binary(ByteBuffer.wrap(new byte[40_000_000])));
    full.server().close(1000, "");
    assertThat(await(full.listener().closed()).code()).isEqualTo(1006);
    assertTold("closeTimeout", "closeTimeout");
  }

  @Test
  @DisplayName("both sides may close at once; each is told once")
  void bothClose() {
    start();
    for (int i = 0; i < 30; i++) {
      Open open = open();
      CompletableFuture<Void> server =
          CompletableFuture.runAsync(() -> open.server().close(4001, "server"));
      open.client().close(4002, "client");
      await(server);
      assertThat(await(open.listener().closed()).code()).isIn(4001, 4002);
      PeerFrame last = await(open.client().next());
      if (last instanceof PeerFrame.Close) {
        last = await(open.client().next());
      }
      assertThat(last).isEqualTo(new PeerFrame.End());
    }
  }

  @Test
  @DisplayName("a connection that is ended in two ways at the same moment ends once")
  void endedTwiceAtOnce() {
    start();
    List<Consumer<Open>> endings =
        List.of(
            open -> open.server().close(4001, "first"),
            open -> open.server().close(4002, "second"),
            open -> open.server().terminate(),
            open -> open.client().close(4003, "client"),
            open -> open.client().close(),
            open -> open.client().abort());
    for (Consumer<Open> one : endings) {
      for (Consumer<Open> other : endings) {
        Open open = open();
        open.server().send(OutboundMessage.text("queued"));
        atOnce(() -> one.accept(open), () -> other.accept(open));
        assertThat(await(open.listener().closed()).code()).isIn(1006, 4001, 4002, 4003);
        assertThat(open.server().isWritable()).isFalse();
        assertThat(open.server().queuedBytes()).isZero();
      }
    }
    assertAlive();
  }

  @Test
  @DisplayName("close and terminate work inside onOpen and onText")
  void insideCallbacks() {
    start();
    PeerWebSocket first = connect().upgrade(PeerRequest.get("/ws"));
    RecordingListener closing = listener().onOpen(connection -> connection.close(4001, "at once"));
    handler().next().upgrade(Headers.none(), closing);
    assertThat(await(first.opened()).status()).isEqualTo(101);
    assertThat(await(first.next())).isEqualTo(new PeerFrame.Close(4001, "at once"));
    assertThat(await(closing.closed()).code()).isEqualTo(4001);

    connect().upgrade(PeerRequest.get("/ws"));
    RecordingListener terminating = listener().onOpen(WebSocketConnection::terminate);
    handler().next().upgrade(Headers.none(), terminating);
    assertThat(await(terminating.closed()).code()).isEqualTo(1006);

    RecordingListener onText = listener();
    Open open = open(connect(), onText);
    onText.reactWith(
        event -> {
          if (event instanceof Received.Text) {
            open.server().close(4002, "enough");
          }
        });
    open.client().sendText("please close");
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.Close(4002, "enough"));
    assertThat(await(onText.closed()).code()).isEqualTo(4002);
  }

  @Test
  @DisplayName("on a closed connection every method is harmless")
  void harmlessWhenClosed() {
    start();
    Open open = open();
    open.server().terminate();
    await(open.listener().closed());
    open.server().send(OutboundMessage.text("nobody"));
    open.server().readable(false);
    open.server().readable(true);
    open.server().close(1000, "nobody");
    open.server().terminate();
    assertThat(open.server().isWritable()).isFalse();
    assertThat(open.server().queuedBytes()).isZero();
    assertAlive();
  }

  @Test
  @DisplayName("a connection that ends while several threads send is closed once, and stays empty")
  void endsWhileSending() {
    start();
    assertEndsWhileSending();
  }

  void assertEndsWhileSending() {
    for (int round = 0; round < 10; round++) {
      Open open = open();
      List<CompletableFuture<Void>> senders =
          IntStream.range(0, 3)
              .mapToObj(
                  thread ->
                      CompletableFuture.runAsync(
                          () -> {
                            for (int i = 0; i < 200; i++) {
                              open.server().send(OutboundMessage.text("x".repeat(500)));
                            }
                          }))
              .toList();
      if (round % 2 == 0) {
        open.server().terminate();
      } else {
        open.client().abort();
      }
      senders.forEach(KitScene::await);
      await(open.listener().closed());
      assertThat(open.server().queuedBytes()).isZero();
    }
  }
}
