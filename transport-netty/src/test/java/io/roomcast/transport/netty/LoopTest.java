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
