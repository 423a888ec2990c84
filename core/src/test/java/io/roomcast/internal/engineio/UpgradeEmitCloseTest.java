package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import io.roomcast.testing.Overlap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A switch, sends and a close at the same instant, very often: every outcome must be a sane one.
 */
class UpgradeEmitCloseTest {
  private static final int ROUNDS = 3_000;
  private static final List<String> TEXTS = List.of("a", "b", "c", "d");

  private final Overlap overlap = new Overlap();

  /** What ends the session. */
  enum End {
    CLOSE,
    DISCARD,
    CLIENT
  }

  @AfterEach
  void stop() {
    overlap.close();
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("EIO-60 EIO-73 EIO-76 upgrade, emit and close at once: one end, no gap, no rest")
  void outcomes(End end) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      EngineFixture fixture = new EngineFixture();
      PollingClient client = fixture.openPolling();
      FakeWebSocket webSocket = client.attach();
      webSocket.receive("2probe");
      List<String> accepted = new ArrayList<>();
      overlap.run(
          () -> webSocket.receive("5"),
          () -> {
            for (String text : TEXTS) {
              if (client.session().send(unit(text)) == SendResult.QUEUED) {
                accepted.add(text);
              }
            }
          },
          () -> {
            switch (end) {
              case CLOSE -> client.session().close();
              case DISCARD -> client.session().discard();
              case CLIENT -> webSocket.end(1001);
            }
          });

      List<String> received = new ArrayList<>();
      collect(webSocket.frames(), received);
      boolean lives = client.listener.closes.isEmpty();
      if (lives) { // it waits for a poll, or the WebSocket went before the switch
        FakeExchange poll = client.poll();
        if (poll.answered()) {
          collect(List.of(poll.responseText().split("\u001e", -1)), received);
        }
      }
      assertThat(received).as("round %d", round).isEqualTo(accepted.subList(0, received.size()));
      if (lives) {
        assertThat(received).as("round %d", round).isEqualTo(accepted);
        client.session().discard();
      }
      assertThat(client.listener.closes).hasSize(1);
      if (end != End.CLIENT) {
        assertThat(client.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
        assertThat(webSocket.closedByServer()).isTrue();
      }
      assertThat(client.session().send(unit("late"))).isEqualTo(SendResult.CLOSED);
      assertThat(((Session) client.session()).waitingBytes()).isZero();
      fixture.assertEmpty();
    }
  }

  private static void collect(List<String> packets, List<String> received) {
    for (String packet : packets) {
      if (packet.startsWith("4")) {
        received.add(packet.substring(1));
      }
    }
  }
}
