package io.roomcast.internal.engineio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("EIO-7 SEC-17 whatever a query says, it is a bounded map that survives being sent on")
class QueryFuzzTest {

  static Stream<byte[]> seeds() {
    return Stream.of(
            "EIO=4&transport=polling&sid=abc",
            "a=1&a=2&&=&b",
            "%41=%ed%95%9c&c=%e",
            "a+b=c%2Bd&%=%zz&e=%c3(",
            "__proto__=x&toString=y",
            "a&".repeat(300))
        .map(text -> text.getBytes(ISO_8859_1));
  }

  @MethodSource("seeds")
  @FuzzTest
  void parse(byte[] raw) {
    Map<String, String> values = Query.parse(new String(raw, ISO_8859_1)).values();
    assertThat(values.size()).isLessThanOrEqualTo(Query.MAX_PAIRS);
    int characters =
        values.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue().length()).sum();
    assertThat(characters).isLessThanOrEqualTo(raw.length);
    String again =
        values.entrySet().stream()
            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
            .collect(joining("&"));
    assertThat(Query.parse(again).values()).isEqualTo(values);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
