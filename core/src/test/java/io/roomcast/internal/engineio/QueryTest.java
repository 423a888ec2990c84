package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("EIO-7 query parsing")
class QueryTest {

  @ParameterizedTest
  @CsvSource({
    "k=v, v",
    "k=, ''",
    "k, ''",
    "'', ''",
    "k=a+b, a b",
    "k=a%20b, a b",
    "k=a%2Bb, a+b",
    "k=%C3%A9, é",
    "k=é, é",
    "k=%, %",
    "k=%4, %4",
    "k=%zz, %zz",
    "k=100%25, 100%",
    "k=a=b, a=b",
    "&&k=v&, v",
    "k=1&k=2, 2",
    "k=1&k, ''",
    "%6B=v, v",
    "k=%41%+B, A% B"
  })
  void decodes(String raw, String expected) {
    assertThat(Query.parse(raw).value("k")).isEqualTo(expected);
  }

  @Test
  @DisplayName("malformed UTF-8 behind an escape becomes the replacement character")
  void malformedUtf8() {
    assertThat(Query.parse("k=%C3%28").value("k")).isEqualTo("\ufffd(");
  }

  @Test
  @DisplayName("names of Java's or JavaScript's own are ordinary data")
  void ordinaryData() {
    assertThat(Query.parse("__proto__=1&class=2").values())
        .containsEntry("__proto__", "1")
        .containsEntry("class", "2");
  }

  @Test
  @DisplayName("pairs beyond the limit are ignored")
  void bounded() {
    String raw = IntStream.range(0, 10_000).mapToObj(i -> "k" + i).collect(Collectors.joining("&"));

    assertThat(Query.parse(raw).values()).hasSize(Query.MAX_PAIRS);
  }
}
