package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.testing.FakeExchange;
import java.util.Map;
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
  @DisplayName("no more pairs than the limit are parsed, and it is known that there were more")
  void bounded() {
    Query most = Query.parse(pairs(Query.MAX_PAIRS));
    assertThat(most.values()).hasSize(Query.MAX_PAIRS);
    assertThat(most.whole()).isTrue();
    assertThat(Query.parse("").whole()).isTrue();

    for (int more : new int[] {1, 10_000}) {
      Query query = Query.parse(pairs(Query.MAX_PAIRS + more));
      assertThat(query.values()).hasSize(Query.MAX_PAIRS);
      assertThat(query.whole()).isFalse();
    }
  }

  private static String pairs(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i).collect(Collectors.joining("&"));
  }

  @Test
  @DisplayName("EIO-7 SEC-19 a request with more parameters is refused with code 3, and counted")
  void refused() {
    EngineFixture fixture = new EngineFixture();
    String most = EngineFixture.POLLING + "&" + pairs(Query.MAX_PAIRS - 2);
    assertThat(fixture.request(FakeExchange.get(most)).status()).isEqualTo(200);
    assertThat(fixture.hits.counts()).isEmpty();

    FakeExchange more = fixture.request(FakeExchange.get(most + "&k"));
    assertThat(more.status()).isEqualTo(400);
    assertThat(more.responseText()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(fixture.engine.sessionCount()).isOne();
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("queryParameters", 1L));
  }
}
