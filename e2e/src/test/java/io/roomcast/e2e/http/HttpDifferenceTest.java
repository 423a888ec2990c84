package io.roomcast.e2e.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.testkit.transport.HttpShapes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("SEC-3 what one transport takes for a request, the other does as well")
class HttpDifferenceTest {
  private static final int MUTATIONS = 25_000;
  private static final long SEED = 20260104;

  private final HttpComparison comparison = new HttpComparison();

  @Test
  @DisplayName("whatever mutation of the kit's requests it is, but for what is listed")
  void mutations() {
    List<byte[]> shapes = List.copyOf(HttpShapes.all().values());
    HttpMutator mutator = new HttpMutator(new Random(SEED), shapes);
    shapes.forEach(this::compare);
    int seen = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      seen += compare(mutator.next());
    }
    assertThat(seen).as("requests that both have seen").isGreaterThan(MUTATIONS / 4);
  }

  private int compare(byte[] bytes) {
    try {
      return comparison.compare(bytes).seenByBoth();
    } catch (AssertionError e) {
      throw new AssertionError("of " + new String(bytes, ISO_8859_1), e);
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("and what is listed is still there")
  void listed(AllowedDifference difference) {
    byte[] example = difference.example().getBytes(ISO_8859_1);
    assertThat(comparison.compare(example).difference()).contains(difference);
  }
}
