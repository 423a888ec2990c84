package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.testing.FakeExchange;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Polls that cross the goodbye of their client. */
class CrossedPollsTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=polling&sid=s";

  private long now = Long.MAX_VALUE; // wraps, as nanoseconds may
  private final LimitHits hits = new LimitHits();
  private final CrossedPolls polls = new CrossedPolls(() -> now, hits);

  @Test
  @DisplayName("EIO-41 a crossing poll is answered once")
  void once() {
    expect("s");

    FakeExchange poll = FakeExchange.get(TARGET);
    assertThat(polls.answer(poll, "s")).isTrue();
    assertThat(poll.responseText()).isEqualTo("6");
    assertThat(polls.answer(FakeExchange.get(TARGET), "s")).isFalse();
  }

  @Test
  @DisplayName("EIO-41 a poll that comes late is none of them, nor is a POST")
  void late() {
    expect("s");
    now += CrossedPolls.MAX_NANOS + 1;
    assertThat(polls.answer(FakeExchange.get(TARGET), "s")).isFalse();

    expect("s");
    assertThat(polls.answer(FakeExchange.post(TARGET, "4a"), "s")).isFalse();
    assertThat(polls.answer(FakeExchange.get(TARGET), "s")).isTrue();
  }

  @Test
  @DisplayName("EIO-41 only so many crossing polls are expected: the oldest is forgotten")
  void bounded() {
    for (int i = 0; i < CrossedPolls.MAX_EXPECTED; i++) {
      expect("s" + i);
    }
    assertThat(hits.counts()).isEmpty();
    expect("one too many");
    assertThat(hits.counts()).isEqualTo(Map.of("crossedPolls", 1L));

    assertThat(polls.answer(FakeExchange.get(TARGET), "s0")).isFalse();
    assertThat(polls.answer(FakeExchange.get(TARGET), "s1")).isTrue();
  }

  @Test
  @DisplayName("EIO-41 polls that would come late take nobody's place")
  void expired() {
    for (int i = 0; i < CrossedPolls.MAX_EXPECTED; i++) {
      expect("old" + i);
    }
    now += CrossedPolls.MAX_NANOS + 1;
    for (int i = 0; i < CrossedPolls.MAX_EXPECTED; i++) {
      expect("new" + i);
    }

    assertThat(hits.counts()).isEmpty();
    assertThat(polls.answer(FakeExchange.get(TARGET), "new0")).isTrue();
  }

  private void expect(String sid) {
    Dialect dialect = Dialect.of(ProtocolRevision.V4);
    polls.expect(sid, dialect.payloads(Map.of()));
  }
}
