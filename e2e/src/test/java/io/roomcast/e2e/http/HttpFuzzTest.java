package io.roomcast.e2e.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.transport.Limits;
import io.roomcast.testkit.transport.HttpShapes;
import io.roomcast.transport.javawebsocket.ParserReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("SEC-1 SEC-3 whatever comes as HTTP, in whatever pieces, it means the same")
class HttpFuzzTest {
  private static final Limits SMALL =
      Limits.builder().maxHeadBytes(200).maxHeaders(4).maxBodyBytes(20).build();

  private final HttpComparison comparison = new HttpComparison();

  static Stream<Named<byte[]>> shapes() {
    return HttpShapes.all().entrySet().stream()
        .map(shape -> named(shape.getKey(), shape.getValue()));
  }

  @MethodSource("shapes")
  @FuzzTest
  void javaWebSocket(byte[] bytes) {
    check(ParserReader::new, bytes);
  }

  @MethodSource("shapes")
  @FuzzTest
  void netty(byte[] bytes) {
    check(NettyReader::new, bytes);
  }

  @MethodSource("shapes")
  @FuzzTest
  void both(byte[] bytes) {
    assertThat(comparison.compare(bytes)).isNotNull();
  }

  private static void check(Function<Limits, HttpReader> transport, byte[] bytes) {
    HttpReader reader = transport.apply(Limits.defaults());
    HttpReading whole = reader.read(List.of(bytes));
    for (int size : new int[] {1, 7}) {
      assertThat(reader.read(pieces(bytes, size))).as("in pieces of %s", size).isEqualTo(whole);
    }
    for (int size : new int[] {1, Math.max(1, bytes.length)}) {
      for (SeenRequest request : transport.apply(SMALL).read(pieces(bytes, size)).requests()) {
        int length = request.fields().stream().mapToInt(String::length).sum();
        assertThat(length + request.path().length()).isLessThanOrEqualTo(SMALL.maxHeadBytes());
        assertThat(request.fields().size()).isLessThanOrEqualTo(SMALL.maxHeaders());
        assertThat(request.body().orElse("").length()).isLessThanOrEqualTo(SMALL.maxBodyBytes());
      }
    }
  }

  private static List<byte[]> pieces(byte[] bytes, int size) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
    }
    return pieces;
  }
}
