package io.roomcast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomcast.spi.transport.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
  private final EntityTag tag = new EntityTag("4.8.4");

  @Test
  void is_sent_in_quotes() {
    assertThat(tag.header()).isEqualTo("\"4.8.4\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"4.8.4\"",
        "W/\"4.8.4\"",
        "*",
        "  *  ",
        "\"a\", \"4.8.4\"",
        "\"a\",W/\"4.8.4\",\"b\"",
        "W/\"a\"\t,\t\"4.8.4\"",
        ",, \"4.8.4\"",
        "\"a,b\", \"4.8.4\""
      })
  void matches_a_list_that_has_it_weak_or_strong(String ifNoneMatch) {
    assertThat(tag.matches(Headers.of("if-none-match", ifNoneMatch))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4.8.4",
        "\"4.8.4",
        "4.8.4\"",
        "\"4.8.40\"",
        "\"4.8.\"",
        "\"x,4.8.4\"",
        "\"a\" x \"4.8.4\"",
        "w/\"4.8.4\"",
        "W/",
        "W/4.8.4",
        "\"",
        "\"\"",
        "\"*\""
      })
  void does_not_match_other_tags_or_malformed_lists(String ifNoneMatch) {
    assertThat(tag.matches(Headers.of("If-None-Match", ifNoneMatch))).isFalse();
  }

  @Test
  void looks_at_every_header_of_that_name() {
    Headers headers =
        Headers.builder().add("If-None-Match", "\"a\"").add("If-None-Match", "\"4.8.4\"").build();
    assertThat(tag.matches(headers)).isTrue();
    assertThat(tag.matches(Headers.none())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\"b", "a b", "a\n", "é"})
  void refuses_what_would_break_the_header(String opaque) {
    assertThatIllegalArgumentException().isThrownBy(() -> new EntityTag(opaque));
  }
}
