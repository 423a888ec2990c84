package io.roomcast.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineMessage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplayRoomTest {
  private final LimitHits hits = new LimitHits();

  private ReplayRoom room(int maxQueuedBytes, int maxQueuedPackets) {
    EngineOptions engine =
        EngineOptions.builder()
            .maxQueuedBytes(maxQueuedBytes)
            .maxQueuedPackets(maxQueuedPackets)
            .build();
    return new ReplayRoom(ReplayBound.of(engine, hits));
  }

  /** So many events, each of which takes up 1000 bytes of a queue. */
  private static List<List<EngineMessage>> missed(int events) {
    return Collections.nCopies(events, List.of(EngineMessage.text("x".repeat(1000 - 128 - 1))));
  }

  @Test
  @DisplayName(
      "API-46 what is missed in all namespaces has room as far as it may be queued at once")
  void shared() {
    ReplayRoom room = room(12_000, 1000);
    ReplayRoom.Share a = room.share();
    ReplayRoom.Share b = room.share();
    assertThat(a.hold(missed(11))).as("with what goes along it is too much").isFalse();
    assertThat(a.hold(missed(5))).isTrue();
    assertThat(b.hold(missed(5))).isFalse();
    assertThat(hits.counts()).isEqualTo(Map.of("maxQueuedBytes", 2L));
    assertThat(b.hold(missed(4))).isTrue();
    assertThat(room.share().hold(missed(1))).isFalse();
    assertThat(room.share().hold(missed(0))).as("nothing needs no room").isTrue();
  }

  @Test
  @DisplayName("API-46 so do its messages, which may be several for an event")
  void messages() {
    ReplayRoom room = room(1_000_000, 8);
    EngineMessage message = EngineMessage.text("5");
    List<List<EngineMessage>> withAttachment = List.of(List.of(message, message));
    ReplayRoom.Share a = room.share();
    assertThat(a.hold(withAttachment)).isTrue();
    assertThat(room.share().hold(missed(4))).as("beside two replies and a ping").isFalse();
    assertThat(room.share().hold(missed(3))).isTrue();
    assertThat(hits.counts()).isEqualTo(Map.of("maxQueuedPackets", 1L));
  }

  @Test
  @DisplayName("what is held again takes the place of what was, and is given back once")
  void exchanged() {
    ReplayRoom room = room(12_000, 1000);
    ReplayRoom.Share a = room.share();
    ReplayRoom.Share b = room.share();
    assertThat(a.hold(missed(4))).isTrue();
    assertThat(a.hold(missed(10))).isTrue();
    assertThat(b.hold(missed(1))).isFalse();
    assertThat(a.hold(missed(20))).isFalse();
    assertThat(b.hold(missed(1))).as("it has kept what it had").isFalse();
    a.giveBack();
    a.giveBack();
    assertThat(b.hold(missed(10))).isTrue();
    assertThat(a.hold(missed(1))).isFalse();
  }
}
