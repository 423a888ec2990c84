package io.roomcast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of what is to be written")
class OutboundQueueTest {
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final ChannelInboundHandlerAdapter handler = new ChannelInboundHandlerAdapter();
  private final EmbeddedChannel channel = new EmbeddedChannel(handler);

  private static SharedFrame large() {
    return new SharedFrame(new byte[4], ByteBuffer.wrap(new byte[20_000]));
  }

  private static long addressOf(ByteBuf slice) {
    return slice.memoryAddress();
  }

  private void runLater() {
    for (Runnable task = later.poll(); task != null; task = later.poll()) {
      task.run();
    }
  }

  @Test
  @DisplayName("copies what is small into a buffer for that, however much is queued behind it")
  void roomForCopies() {
    OutboundQueue queue = new OutboundQueue(1000, 2000, later::add);
    queue.add(ByteBuffer.wrap(new byte[10]), null);
    queue.add(ByteBuffer.wrap(new byte[20]), null);
    queue.add(large());
    queue.add(ByteBuffer.wrap(new byte[30]), null);
    ChannelHandlerContext context = channel.pipeline().context(handler);
    assertThat(queue.write(context, done -> {})).isTrue();
    channel.flush();
    ByteBuf before = channel.readOutbound();
    ByteBuf shared = channel.readOutbound();
    ByteBuf behind = channel.readOutbound();
    assertThat(before.readableBytes()).isEqualTo(30);
    assertThat(before.capacity()).isEqualTo(30);
    assertThat(shared.readableBytes()).isEqualTo(20_004);
    assertThat(behind.readableBytes()).isEqualTo(30);
    assertThat(behind.capacity()).isEqualTo(30);
    before.release();
    shared.release();
    behind.release();
    runLater();
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName(
      "fills a shared frame once for receivers that come one after the other, and then"
          + " gives it back")
  void filledOnce() {
    SharedFrame frame = large();
    long address = 0;
    for (int receiver = 0; receiver < 5; receiver++) {
      frame.join();
      ByteBuf slice = frame.slice(ByteBufAllocator.DEFAULT, 0, 100);
      assertThat(address == 0 || addressOf(slice) == address).as("the same buffer").isTrue();
      address = addressOf(slice);
      slice.release();
      frame.leave(later::add);
      assertThat(later).as("tasks for all that have left").hasSize(1);
    }
    frame.join();
    runLater();
    assertThat(frame.isBuffered()).as("while somebody waits").isTrue();
    frame.leave(later::add);
    runLater();
    assertThat(frame.isBuffered()).isFalse();
  }
}
