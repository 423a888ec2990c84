package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An event loop")
class EventLoopTest {
  private static final int ROUNDS = 3;

  private final List<String> done = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  @Test
  @DisplayName("goes on with what gave way to others after all that is ready or was handed over")
  void nextTurn() throws Exception {
    Pipe pipe = Pipe.open();
    EventLoop loop = new EventLoop("turns", 5);
    try (Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      source.configureBlocking(false);
      sink.write(ByteBuffer.allocate(1)); // it stays ready, since nobody reads it
      loop.execute(() -> register(loop, source));
      loop.execute(() -> giveWay(loop, 0));
      loop.start();
      end.get(10, TimeUnit.SECONDS);
    } finally {
      loop.stop();
      loop.thread().join(10_000);
    }
    List<String> turns = done.subList(done.indexOf("turn 0"), done.size());
    assertThat(turns)
        .containsExactly("turn 0", "task 0", "ready", "turn 1", "task 1", "ready", "turn 2");
  }

  private void register(EventLoop loop, Pipe.SourceChannel source) {
    try {
      loop.register(source, SelectionKey.OP_READ, () -> done.add("ready"));
    } catch (Exception e) {
      end.completeExceptionally(e);
    }
  }

  private void giveWay(EventLoop loop, int round) {
    done.add("turn " + round);
    if (round == ROUNDS - 1) {
      loop.stop();
      end.complete(null);
    } else {
      loop.inNextTurn(() -> giveWay(loop, round + 1));
      loop.execute(() -> done.add("task " + round));
    }
  }
}
