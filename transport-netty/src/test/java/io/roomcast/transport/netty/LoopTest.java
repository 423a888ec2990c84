package io.roomcast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Our share of an event loop")
class LoopTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Loop loop = new Loop(channel.eventLoop(), 500);
  private final List<String> written = new ArrayList<>();

  @Test
  @DisplayName("survives one that throws: the others of its round write, and so do later ones")
  void oneThrows() {
    Loop.Turn first = new Loop.Turn(() -> written.add("first"));
    Loop.Turn second =
        new Loop.Turn(
            () -> {
              throw new IllegalStateException("for this test");
            });
    Loop.Turn third = new Loop.Turn(() -> written.add("third"));
    for (int round = 0; round < 2; round++) {
      written.clear();
      loop.writeSoon(first);
      loop.writeSoon(second);
      loop.writeSoon(third);
      channel.runPendingTasks();
      assertThat(written).containsExactly("first", "third");
    }
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName("lets one write again that asks for it while it writes")
  void again() {
    Loop.Turn[] turn = new Loop.Turn[1];
    turn[0] =
        new Loop.Turn(
            () -> {
              written.add("once");
              if (written.size() < 20) {
                loop.writeSoon(turn[0]);
              }
            });
    loop.writeSoon(new Loop.Turn(() -> written.add("before")));
    loop.writeSoon(turn[0]);
    loop.writeSoon(new Loop.Turn(() -> written.add("behind")));
    channel.runPendingTasks();
    assertThat(written).hasSize(20).startsWith("before", "once", "behind", "once");
    channel.finishAndReleaseAll();
  }

  @Test
  @DisplayName("goes on with what gave way to others after all that was handed over")
  void nextTurn() {
    loop.execute(
        () -> {
          loop.inNextTurn(() -> written.add("next turn"));
          loop.execute(() -> written.add("task"));
        });
    channel.runPendingTasks();
    assertThat(written).containsExactly("task", "next turn");
    channel.finishAndReleaseAll();
  }
}
