package io.roomcast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A name")
class LabelTest {

  @Test
  @DisplayName("loses the spaces that nobody sees, and is composed")
  void isTidied() {
    assertThat(Label.of("  book \t  club ", 20)).contains("book club");
    assertThat(Label.of("e\u0301", 20)).contains("\u00e9");
  }

  @ParameterizedTest
  @DisplayName("may have any letters and emoji")
  @ValueSource(strings = {"독서 모임", "👩‍💻", "العربية", "<b>", "room:1"})
  void mayBeInAnyScript(String name) {
    assertThat(Label.of(name, 20)).contains(name);
  }

  @ParameterizedTest
  @DisplayName("is not empty, and has nothing that disturbs the text around it")
  @ValueSource(strings = {"", "   ", "a\u0000b", "a\u202eb", "a\u2066b", "\ud83d", "a\u2028b"})
  void isRefused(String name) {
    assertThat(Label.of(name, 20)).isEmpty();
  }

  @Test
  @DisplayName("is as long as a reader counts, not as it is stored")
  void isCountedInCharacters() {
    assertThat(Label.of("👋".repeat(20), 20)).isPresent();
    assertThat(Label.of("👋".repeat(21), 20)).isEmpty();
    assertThat(Label.of(" ".repeat(1000) + "a", 20)).isEmpty();
  }
}
