package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Burst;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The server's end of a WebSocket")
class WebSocketEndpointTest {
  private static final int TEXT = 0x81;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;

  private final Line line = new Line();
  private final List<String> heard = new ArrayList<>();
  private Runnable onMessage = () -> {};
  private ByteBuffer input = ByteBuffer.allocate(0);

  private final WebSocketEndpoint<ByteBuffer> webSocket =
      new WebSocketEndpoint<>(
          line,
          new Frames<>((first, payload) -> payload),
          Limits.defaults(),
          new WebSocketListener() {
            @Override
            public void onOpen(WebSocketConnection connection) {}

            @Override
            public void onText(String text) {
              heard.add(text);
              onMessage.run();
            }

            @Override
            public void onBinary(ByteBuffer bytes) {}

            @Override
            public void onClosed(int code, String reason, @Nullable Throwable cause) {
              heard.add("closed");
            }
          },
          null);

  /** A connection whose event loop does what it was given when the test says so. */
  private final class Line
      implements WebSocketEndpoint.Link<ByteBuffer>, WebSocketEndpoint.Queue<ByteBuffer> {
    final Deque<Runnable> tasks = new ArrayDeque<>();
    final Deque<Runnable> nextTurn = new ArrayDeque<>();
    final Runnable flushing = this::flush;
    int flushes;
    int pongs;
    ByteBuffer latest = ByteBuffer.allocate(0);
    long queued;
    boolean writable = true;

    void flush() {
      flushes++;
    }

    void run(Deque<Runnable> due) {
      for (int i = due.size(); i > 0; i--) {
        due.remove().run();
      }
    }

    @Override
    public void pump() {
      webSocket.decode(input);
    }

    @Override
    public void inNextTurn(Runnable task) {
      nextTurn.add(task);
    }

    @Override
    public Executor loop() {
      return tasks::add;
    }

    @Override
    public WebSocketEndpoint.Queue<ByteBuffer> out() {
      return this;
    }

    @Override
    public boolean add(ByteBuffer frame) {
      pongs++;
      latest = frame;
      if (queued == 0) { // the system takes it at once
        webSocket.wrote(true);
      }
      return true;
    }

    @Override
    public boolean addLast(ByteBuffer frame) {
      return true;
    }

    @Override
    public void seal() {}

    @Override
    public boolean isWritable() {
      return writable;
    }

    @Override
    public long bytes() {
      return queued;
    }

    @Override
    public void scheduleFlush() {
      var unused = Burst.putOffWriting(flushing);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void hold(boolean on) {}

    @Override
    public void expireAfter(Duration time) {}

    @Override
    public void expireNever() {}

    @Override
    public void limitReached(String option) {}

    @Override
    public void finish(boolean linger) {}

    @Override
    public void close(@Nullable Throwable cause) {}

    @Override
    public InetSocketAddress remoteAddress() {
      return InetSocketAddress.createUnresolved("peer", 1);
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public TransportException ended(@Nullable Throwable cause) {
      return new TransportException("ended", cause);
    }
  }

  private void receive(int count, int first, IntFunction<String> payload) {
    List<ByteBuffer> frames =
        IntStream.range(0, count)
            .mapToObj(i -> FrameDecoderTest.frame(first, FrameDecoderTest.utf8(payload.apply(i))))
            .toList();
    input = ByteBuffer.allocate(frames.stream().mapToInt(ByteBuffer::remaining).sum());
    frames.forEach(input::put);
    input.flip();
    webSocket.decode(input);
  }

  private static String named(int number, int length) {
    String name = number + " ";
    return name + "x".repeat(length - name.length());
  }

  @Test
  @DisplayName("hands over nothing more once it was paused, inside a callback, too")
  void pausedInside() {
    webSocket.open();
    onMessage = () -> webSocket.readable(false);
    receive(3, TEXT, i -> "m" + i);
    line.run(line.tasks);
    assertThat(heard).containsExactly("m0");
    webSocket.readable(true);
    line.run(line.tasks);
    assertThat(heard).containsExactly("m0", "m1");
    assertThat(webSocket.wantsInput()).isFalse();
  }

  @Test
  @DisplayName("leaves no task to its loop where it is as it should be already")
  void pausedAgain() {
    webSocket.open();
    webSocket.readable(true);
    assertThat(line.tasks).isEmpty();
    for (int i = 0; i < 100; i++) {
      webSocket.readable(false);
    }
    assertThat(line.tasks).hasSize(1);
    for (int i = 0; i < 100; i++) {
      webSocket.readable(true);
    }
    assertThat(line.tasks).hasSize(2);
  }

  @Test
  @DisplayName("SEC-13 lets others have their turn after so many bytes, whatever they came as")
  void turns() {
    webSocket.open();
    int inTurn = 1 + Turn.BYTES / (1000 + Turn.FRAME_BYTES);
    receive(3 * inTurn, TEXT, i -> named(i, 1000));
    for (int turn = 1; turn <= 3; turn++) {
      assertThat(heard).hasSize(turn * inTurn);
      assertThat(webSocket.wantsInput()).isFalse();
      line.pump(); // more has come, but it is not its turn
      assertThat(heard).hasSize(turn * inTurn);
      assertThat(line.nextTurn).hasSize(1);
      line.run(line.nextTurn);
    }
    assertThat(heard)
        .isEqualTo(IntStream.range(0, 3 * inTurn).mapToObj(i -> named(i, 1000)).toList());
    assertThat(webSocket.wantsInput()).isTrue();
    assertThat(line.nextTurn).isEmpty();
  }

  @Test
  @DisplayName("has a turn of one message at least")
  void largeMessages() {
    webSocket.open();
    receive(3, TEXT, i -> named(i, 2 * Turn.BYTES));
    assertThat(heard).hasSize(1);
    line.run(line.nextTurn);
    assertThat(heard).hasSize(2);
  }

  @Test
  @DisplayName("counts tiny frames of any kind by a weight of their own")
  void tinyFrames() {
    webSocket.open();
    int inTurn = Turn.BYTES / Turn.FRAME_BYTES;
    receive(inTurn + 1, PING, i -> "");
    assertThat(line.pongs).isEqualTo(inTurn);
    line.run(line.nextTurn);
    assertThat(line.pongs).isEqualTo(inTurn + 1);
    receive(inTurn, PONG, i -> "");
    assertThat(webSocket.wantsInput()).isFalse();
  }

  @Test
  @DisplayName("SEC-14 does not owe pongs in any number to who reads nothing, but the latest one")
  void pongs() {
    webSocket.open();
    line.queued = 1;
    receive(1000, PING, i -> "ping " + i);
    webSocket.wrote(false);
    assertThat(line.pongs).isEqualTo(Limits.defaults().highWaterMark() / 128);

    line.queued = 0;
    webSocket.wrote(true);
    assertThat(line.pongs).isEqualTo(Limits.defaults().highWaterMark() / 128 + 1);
    assertThat(line.latest).isEqualTo(ByteBuffer.wrap(FrameDecoderTest.utf8("ping 999")));
    webSocket.wrote(true);
    assertThat(line.pongs).isEqualTo(Limits.defaults().highWaterMark() / 128 + 1);
  }

  @Test
  @DisplayName("counts what comes after its close frame, too, which is dropped")
  void afterClose() {
    webSocket.open();
    webSocket.close(1000, "");
    line.run(line.tasks);
    receive(3, TEXT, i -> named(i, Turn.BYTES));
    assertThat(input.remaining()).isGreaterThan(2 * Turn.BYTES);
    line.run(line.nextTurn);
    assertThat(input.remaining()).isBetween(Turn.BYTES, 2 * Turn.BYTES);
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName("does not go on before its turn because it was paused and resumed")
  void resumedTooEarly() {
    webSocket.open();
    receive(2, TEXT, i -> named(i, Turn.BYTES));
    webSocket.readable(false);
    webSocket.readable(true);
    line.run(line.tasks);
    assertThat(heard).hasSize(1);
    line.run(line.nextTurn);
    assertThat(heard).hasSize(2);
  }

  @Test
  @DisplayName("has what a burst sends written from the high-water mark on, not at its end")
  void fullInBurst() {
    Burst burst = Burst.beginSending();
    webSocket.send(OutboundMessage.text("some"));
    assertThat(line.flushes).isZero();
    line.writable = false;
    webSocket.send(OutboundMessage.text("too much"));
    assertThat(line.flushes).isOne();
    burst.end();
    assertThat(line.flushes).isOne();
  }

  @Test
  @DisplayName("does nothing in its turn when it has ended")
  void endedMeanwhile() {
    webSocket.open();
    receive(2, TEXT, i -> named(i, Turn.BYTES));
    webSocket.ended(null);
    line.run(line.nextTurn);
    assertThat(heard).hasSize(2).endsWith("closed");
    assertThat(input.remaining()).as("what nobody reads any more").isGreaterThan(Turn.BYTES);
  }
}
