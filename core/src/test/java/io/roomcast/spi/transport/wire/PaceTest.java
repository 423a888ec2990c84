package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Limits;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A peer that takes what is queued for it")
class PaceTest {
  private final Pace pace =
      new Pace(Limits.builder().lowWaterMark(400).highWaterMark(1000).build());

  @Test
  @DisplayName("earns its time anew with each stretch as long as the high-water mark, and no drop")
  void stretches() {
    assertThat(pace.keptBy(999, false)).isFalse();
    assertThat(pace.keptBy(0, false)).isFalse();
    assertThat(pace.keptBy(1, false)).isTrue();
    assertThat(pace.keptBy(999, false)).as("the stretch before does not count").isFalse();
    assertThat(pace.keptBy(5_000_000_000L, false)).isTrue();
  }

  @Test
  @DisplayName("earns it with the rest, however little that is")
  void rest() {
    assertThat(pace.keptBy(1, true)).isTrue();
    assertThat(pace.keptBy(999, false)).isFalse();
    assertThat(pace.keptBy(0, true)).isTrue();
    assertThat(pace.keptBy(999, false)).as("nor does what the rest was part of").isFalse();
  }
}
