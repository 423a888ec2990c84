package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What many handshakes say")
class SharedTextsTest {
  private final SharedTexts texts = new SharedTexts();

  private static String copy(String text) {
    return String.valueOf(text.toCharArray());
  }

  private static Headers headers(String name, String value) {
    return Headers.of(copy(name), copy(value));
  }

  private static List<String> all(Headers headers) {
    List<String> all = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          all.add(name);
          all.add(value);
        });
    return all;
  }

  @Test
  @DisplayName("is kept once: names, and values that are the same for most")
  void once() {
    List<String> first = all(texts.of(headers("User-Agent", "a browser")));
    List<String> second = all(texts.of(headers("User-Agent", "a browser")));
    assertThat(second).isEqualTo(first);
    assertThat(second.get(0)).isSameAs(first.get(0));
    assertThat(second.get(1)).isSameAs(first.get(1));
  }

  @Test
  @DisplayName("stays as it is, in order and with what is there twice")
  void unchanged() {
    Headers headers = Headers.builder().add("B", "1").add("a", "2").add("b", "3").build();
    assertThat(all(texts.of(headers))).containsExactly("B", "1", "a", "2", "b", "3");
    Map<String, String> query = Map.of("EIO", "4", "token", "x");
    assertThat(texts.of(query)).isEqualTo(query);
  }

  @Test
  @DisplayName("is not remembered where it may be a secret")
  void secrets() {
    for (String name : List.of("Cookie", "Authorization", "X-Api-Key", "Sec-WebSocket-Key")) {
      String first = all(texts.of(headers(name, "hush"))).get(1);
      assertThat(all(texts.of(headers(name, "hush"))).get(1)).isNotSameAs(first);
    }
    String token = texts.of(Map.of("token", copy("hush"))).get("token");
    assertThat(texts.of(Map.of("token", copy("hush"))).get("token")).isNotSameAs(token);
  }

  @Test
  @DisplayName("takes no more room than there is, whatever clients send")
  void bounded() {
    String huge = "x".repeat(10_000);
    assertThat(texts.of(copy(huge))).isNotSameAs(texts.of(copy(huge)));
    String early = texts.of(copy("early"));
    for (int i = 0; i < 100_000; i++) {
      String text = "text " + i;
      assertThat(texts.of(text)).isSameAs(text);
    }
    assertThat(texts.of(copy("early"))).isEqualTo(early).isNotSameAs(early);
  }
}
