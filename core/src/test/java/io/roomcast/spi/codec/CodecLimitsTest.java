package io.roomcast.spi.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CodecLimitsTest {
  private static final CodecLimits DEFAULTS = CodecLimits.defaults();

  @Test
  @DisplayName("the defaults are the documented ones; each can be changed by itself")
  void changes() {
    assertThat(DEFAULTS).isEqualTo(new CodecLimits(10, 64, 4_000_000, 100_000));
    assertThat(
            DEFAULTS.withMaxAttachments(1).withMaxDepth(2).withMaxPacketBytes(3).withMaxValues(4))
        .isEqualTo(new CodecLimits(1, 2, 3, 4));
    assertThat(DEFAULTS.withMaxValues(4)).isEqualTo(new CodecLimits(10, 64, 4_000_000, 4));
  }

  @Test
  @DisplayName("limits out of range are refused")
  void outOfRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMaxAttachments(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMaxPacketBytes(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMaxValues(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMaxDepth(0));
    assertThatIllegalArgumentException().isThrownBy(() -> DEFAULTS.withMaxDepth(1001));
  }
}
