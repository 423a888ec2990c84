package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Times where the machine speaks Arabic")
class IsoTimeTest {
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void speakArabic() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
  }

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  @Test
  @DisplayName("SIO-36 have the digits of JSON")
  void digits() {
    assertThat("%d".formatted(7)).as("the digits of the machine").isNotEqualTo("7");
    assertThat(IsoTime.format(Instant.parse("+012345-01-02T03:04:05Z")))
        .isEqualTo("+012345-01-02T03:04:05.000Z");
    assertThat(IsoTime.format(Instant.parse("-000001-01-02T03:04:05.006Z")))
        .isEqualTo("-000001-01-02T03:04:05.006Z");
    assertThat(IsoTime.format(Instant.parse("2026-11-22T03:04:05.006Z")))
        .isEqualTo("2026-11-22T03:04:05.006Z");
  }
}
