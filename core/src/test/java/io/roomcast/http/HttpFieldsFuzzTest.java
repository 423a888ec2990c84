package io.roomcast.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.transport.Headers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("SEC-3 whatever a client asks of a resource, its name is plain and its choice ordered")
class HttpFieldsFuzzTest {
  private static final List<String> CODINGS = List.of("br", "gzip", "identity", "*", "x-gzip");
  private static final EntityTag TAG = new EntityTag("a,b");
  private static final Pattern LISTED_TAG = Pattern.compile("[, \t]*(?:W/)?\"([^\"]*)\"");

  private static Stream<byte[]> bytes(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(ISO_8859_1));
  }

  static Stream<byte[]> paths() {
    return bytes(
        "/",
        "/a/b.js",
        "/%61%2e%2E/x",
        "/a//b",
        "/..%2f..",
        "/a%00",
        "/%ed%95%9c",
        "/a\\b",
        "/%25");
  }

  @MethodSource("paths")
  @FuzzTest
  void resourceName(byte[] path) {
    List<String> names = ResourceName.candidates(new String(path, ISO_8859_1));
    assertThat(names).hasSizeLessThanOrEqualTo(3);
    for (String name : names) {
      assertThat(name).doesNotContain("\\", ":", "%").doesNotContainPattern("\\p{Cntrl}");
      for (String segment : name.split("/", -1)) {
        assertThat(segment).isNotEmpty().doesNotStartWith(".").doesNotEndWith(".");
      }
    }
  }

  static Stream<byte[]> codings() {
    return bytes("gzip, br;q=0.5", "*;q=0", "GZIP;Q=1.000,gzip;q=0", "br;q=1.1,;q=0.1234", ",,");
  }

  @MethodSource("codings")
  @FuzzTest
  void acceptEncoding(byte[] field) {
    String text = new String(field, ISO_8859_1);
    AcceptEncoding accepted = AcceptEncoding.of(List.of(text));
    AcceptEncoding inLines = AcceptEncoding.of(List.of(text.split(",", -1)));
    for (String coding : CODINGS) {
      assertThat(accepted.weight(coding)).isBetween(0, 1000).isEqualTo(inLines.weight(coding));
      for (String other : CODINGS) {
        assertThat(accepted.prefers(coding, other) && accepted.prefers(other, coding)).isFalse();
      }
    }
  }

  static Stream<byte[]> tags() {
    return bytes(
        "\"a,b\"", "W/\"x\" , W/\"a,b\"", "*", "\"a\",x,\"a,b\"", "\"\"\"a,b\"", "W/", "\"");
  }

  @MethodSource("tags")
  @FuzzTest
  void ifNoneMatch(byte[] field) {
    String text = new String(field, ISO_8859_1);
    Headers headers;
    try {
      headers = Headers.of("If-None-Match", text);
    } catch (IllegalArgumentException noField) {
      return;
    }
    assertThat(TAG.matches(headers)).isEqualTo(text.strip().equals("*") || isListed(text));
  }

  private static boolean isListed(String list) {
    Matcher element = LISTED_TAG.matcher(list);
    int at = 0;
    while (element.region(at, list.length()).lookingAt()) {
      if (element.group(1).equals(TAG.opaque())) {
        return true;
      }
      at = element.end();
    }
    return false;
  }
}
