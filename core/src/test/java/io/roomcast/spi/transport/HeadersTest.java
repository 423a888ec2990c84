package io.roomcast.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {

  @ParameterizedTest
  @ValueSource(strings = {"Cookie", "set-cookie", "AUTHORIZATION", "Proxy-Authorization"})
  void a_secret_is_not_printed_but_is_there(String name) {
    Headers headers = Headers.builder().add("Host", "a").add(name, "SECRET").build();
    assertThat(headers.toString()).isEqualTo("[Host: a, " + name + ": (hidden)]");
    assertThat(headers.first(name)).hasValue("SECRET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0100", "a\u010aSet-Cookie: b", "안녕", "\ud83d\ude00"})
  void a_value_beyond_one_byte_per_character_is_refused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.of("X-Odd", value))
        .withMessageContaining("X-Odd")
        .withMessageNotContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\0", "a\nb", "\u007f"})
  void a_control_character_is_refused(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("X-Odd", value));
  }

  @Test
  void Latin_1_and_tabs_are_allowed() {
    assertThat(Headers.of("X", "\t\u00e9\u00ff").first("X")).hasValue("\t\u00e9\u00ff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:", "\u00e9", "a\n"})
  void a_name_is_a_token(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.of(name, ""));
  }
}
