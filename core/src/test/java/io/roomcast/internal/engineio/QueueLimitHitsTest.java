package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

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
}
