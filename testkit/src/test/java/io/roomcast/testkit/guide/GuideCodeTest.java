package io.roomcast.testkit.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The code that the page on transports quotes")
class GuideCodeTest {

  @Test
  @DisplayName("runs one abort action once, early or late, and none after the answer")
  void aborts() {
    List<String> ran = new ArrayList<>();
    AbortAction early = new AbortAction();
    early.register(() -> ran.add("replaced"));
    early.register(() -> ran.add("early"));
    early.peerGone();
    early.peerGone();
    AbortAction late = new AbortAction();
    late.peerGone();
    late.register(() -> ran.add("late"));
    AbortAction answered = new AbortAction();
    answered.register(() -> ran.add("never"));
    answered.answered();
    answered.peerGone();
    answered.register(() -> ran.add("never"));
    assertThat(ran).containsExactly("early", "late");
  }

  @Test
  @DisplayName("tells of writability once per fall from the high mark to the low one")
  void waterMarks() {
    WaterMarks marks =
        new WaterMarks(Limits.builder().lowWaterMark(100).highWaterMark(200).build());
    assertThat(marks.queue(199)).isTrue();
    assertThat(marks.isWritable()).isTrue();
    assertThat(marks.taken(150)).isFalse();
    marks.queue(151);
    assertThat(marks.isWritable()).isFalse();
    assertThat(marks.taken(99)).isFalse();
    assertThat(marks.isWritable()).as("between the marks").isFalse();
    assertThat(marks.taken(1)).isTrue();
    assertThat(marks.isWritable()).isTrue();
    assertThat(marks.taken(100)).isFalse();
    assertThat(marks.queuedBytes()).isZero();
    marks.queue(500);
    marks.close();
    assertThat(marks.queue(1)).isFalse();
    assertThat(marks.taken(500)).as("nobody is told after a close").isFalse();
    assertThat(marks.isWritable()).isFalse();
    marks.end();
    assertThat(marks.queuedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65_535, 65_536})
  @DisplayName("frames messages of every length, once")
  void frames(int length) {
    OutboundMessage message = OutboundMessage.binary(ByteBuffer.allocate(length));
    ByteBuffer frame = Frame.of(message);
    int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    assertThat(frame.remaining()).isEqualTo(head + length);
    assertThat(frame.get(0)).isEqualTo((byte) 0x82);
    frame.position(1);
    assertThat(Frame.of(message).position()).as("a position of its own").isZero();
    assertThat(Frame.of(OutboundMessage.text("")).get(0)).isEqualTo((byte) 0x81);
  }

  @Test
  @DisplayName("cuts reasons between characters, and knows the codes of RFC 6455")
  void closes() {
    assertThat(Frame.close(1005, "unsaid").remaining()).isEqualTo(2);
    ByteBuffer frame = Frame.close(4001, "👋".repeat(40));
    frame.position(2);
    assertThat(frame.getShort()).isEqualTo((short) 4001);
    assertThat(StandardCharsets.UTF_8.decode(frame).toString()).isEqualTo("👋".repeat(30));
    assertThat(IntStream.of(1000, 1005, 1014, 3000, 4999).allMatch(Frame::isSendable)).isTrue();
    assertThat(IntStream.of(0, 999, 1004, 1006, 1015, 2999, 5000).anyMatch(Frame::isSendable))
        .isFalse();
  }

  @Test
  @DisplayName("runs a connection's tasks one by one and in order, whatever one of them throws")
  void serial() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      SerialCalls calls = new SerialCalls(pool);
      AtomicInteger inside = new AtomicInteger();
      List<Integer> order = new ArrayList<>();
      CompletableFuture<Void> done = new CompletableFuture<>();
      for (int i = 0; i < 1000; i++) {
        int number = i;
        calls.execute(
            () -> {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              order.add(number);
              inside.decrementAndGet();
              if (number % 100 == 0) {
                throw new IllegalStateException("on purpose");
              }
            });
      }
      calls.execute(() -> done.complete(null));
      done.get(10, TimeUnit.SECONDS);
      assertThat(order).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    } finally {
      pool.shutdown();
    }
    assertThatCode(() -> new SerialCalls(task -> {}).execute(() -> {})).doesNotThrowAnyException();
  }
}
