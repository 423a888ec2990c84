package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What waits for clients that do not take it")
class QueueLimitHitsTest {

  @Test
  @DisplayName("is counted each time that it is too much for one of them")
  void tooManyBytes() {
    EngineFixture fixture = new EngineFixture(options -> options.maxQueuedBytes(1000));
    for (long count = 1; count <= 2; count++) {
      PollingClient client = fixture.openPolling();
      client.send("x".repeat(600));
      assertThat(fixture.hits.counts().getOrDefault("maxQueuedBytes", 0L)).isEqualTo(count - 1);
      var unused = client.session().send(EngineFixture.unit("x".repeat(600)));
      assertThat(fixture.hits.counts()).isEqualTo(Map.of("maxQueuedBytes", count));
    }
    fixture.assertEmpty();
  }

  private static SendResult refusable(PollingClient client, String text) {
    return client
        .session()
        .send(EngineFixture.unit(text), SendMode.REFUSABLE, Placement.UNOBSERVED);
  }

  @Test
  @DisplayName("is counted as well where it is refused, and the session lives on")
  void refused() {
    EngineFixture fixture = new EngineFixture(options -> options.maxQueuedBytes(1000));
    PollingClient client = fixture.openPolling();
    assertThat(refusable(client, "x".repeat(600))).isEqualTo(SendResult.QUEUED);
    assertThat(fixture.hits.counts()).isEmpty();
    assertThat(refusable(client, "x".repeat(600))).isEqualTo(SendResult.FULL);
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("maxQueuedBytes", 1L));

    EngineFixture few = new EngineFixture(options -> options.maxQueuedPackets(2));
    PollingClient other = few.openPolling();
    other.listener.onMessage = () -> refusable(other, "while the session is at work");
    assertThat(refusable(other, "a")).isEqualTo(SendResult.QUEUED);
    assertThat(refusable(other, "b")).isEqualTo(SendResult.QUEUED);
    other.post("4go");
    assertThat(few.hits.counts()).isEqualTo(Map.of("maxQueuedPackets", 1L));
    assertThat(other.listener.closes).isEmpty();
  }

  private static SendResult hold(
      PollingClient client, SendMode mode, long heldBytes, int heldPackets) {
    return client
        .session()
        .hold(EngineFixture.unit("x"), mode, Placement.UNOBSERVED, heldBytes, heldPackets);
  }

  @Test
  @DisplayName("is bounded and counted alike where it waits to be handed over, and kept from then")
  void heldElsewhere() {
    EngineFixture fixture =
        new EngineFixture(options -> options.maxQueuedBytes(8000).maxQueuedPackets(80));
    PollingClient client = fixture.openPolling();
    assertThat(hold(client, SendMode.REFUSABLE, 6800, 69)).isEqualTo(SendResult.QUEUED);
    assertThat(hold(client, SendMode.REFUSABLE, 7000, 1)).isEqualTo(SendResult.FULL);
    assertThat(hold(client, SendMode.REFUSABLE, 1, 70)).isEqualTo(SendResult.FULL);
    assertThat(hold(client, SendMode.RELIABLE, 7000, 70)).isEqualTo(SendResult.QUEUED);
    assertThat(fixture.hits.counts())
        .isEqualTo(Map.of("maxQueuedBytes", 1L, "maxQueuedPackets", 1L));

    for (int i = 0; i < 71; i++) {
      client.session().sendHeld(EngineFixture.unit("y"), SendMode.REFUSABLE, Placement.UNOBSERVED);
    }
    assertThat(client.listener.closes).isEmpty();
    assertThat(refusable(client, "z")).as("only what was held is kept").isEqualTo(SendResult.FULL);

    assertThat(hold(client, SendMode.RELIABLE, 8000, 1)).isEqualTo(SendResult.CLOSED);
    assertThat(client.listener.closes).containsExactly(CloseReason.TOO_SLOW);
    assertThat(hold(client, SendMode.RELIABLE, 0, 0)).isEqualTo(SendResult.CLOSED);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("is no limit that is reached where a volatile message is left out")
  void dropped() {
    EngineFixture fixture = new EngineFixture(options -> options.maxQueuedPackets(1));
    PollingClient client = fixture.openPolling();
    client.send("a");
    assertThat(client.session().sendVolatile(EngineFixture.unit("b")))
        .isEqualTo(SendResult.DROPPED);
    assertThat(fixture.hits.counts()).isEmpty();
  }
}
