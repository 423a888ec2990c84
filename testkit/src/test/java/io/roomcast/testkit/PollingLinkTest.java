package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.codec.Message;
import io.roomcast.spi.transport.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PollingLinkTest {
  private final ManualConnection polls = new ManualConnection();
  private final ManualConnection posts = new ManualConnection();
  private final List<String> received = new ArrayList<>();
  private Runnable onPacket = () -> {};
  private final PollingLink link =
      new PollingLink(
          polls,
          posts,
          "/socket.io/?EIO=4",
          Headers.none(),
          1000,
          new EngineLink.Receiver() {
            @Override
            public void onPacket(Message packet) {
              received.add(packet.toString());
              onPacket.run();
            }

            @Override
            public void onLost(String why) {
              received.add(why);
            }
          });

  @Test
  @DisplayName("a pause waits until all that the last poll brought has been received")
  void pauseWhileReceiving() {
    List<Boolean> pausedAtOnce = new ArrayList<>();
    link.start();
    onPacket = () -> pausedAtOnce.add(link.pause().isDone());
    polls.answer("4a\u001e4b");

    assertThat(received).hasSize(2);
    assertThat(pausedAtOnce).as("what follows would come in between").containsExactly(false, false);
    assertThat(link.pause()).isCompleted();
    assertThat(polls.waiting).as("there is no further poll").isEmpty();
  }

  @Test
  @DisplayName("a pause waits for a poll and for a post that are under way")
  void pauseWhileWaiting() {
    link.start();
    link.send(List.of(new Message.Text("4c")));
    CompletableFuture<Void> paused = link.pause();
    polls.answer("6");
    assertThat(paused).isNotDone();
    posts.answer("ok");

    assertThat(paused).isCompleted();
  }
}
