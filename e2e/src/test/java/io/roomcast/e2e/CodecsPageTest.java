package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The examples of docs/codecs.md")
class CodecsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "codecs.md");
  private static final Path OWN = Path.of("src/test/java/io/roomcast/e2e/CodecsPageTest.java");
  private static final Path LETTERS = Path.of("../testkit/src/test/java/io/roomcast/testkit/codec");

  /** The first of them. */
  static Server msgpack(int port) {
    return Server.builder()
        .transport(JavaWebSocketTransport.onPort(port))
        .codec(MsgpackCodec.factory())
        .build();
  }

  @Test
  @DisplayName("are sources of tests, line by line")
  void quoted() throws IOException {
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult found) -> lines(found.group(1)))
            .toList();
    assertThat(blocks).hasSize(5);
    String sources;
    try (Stream<Path> files = Files.list(LETTERS)) {
      sources =
          Stream.concat(Stream.of(OWN), files)
              .map(CodecsPageTest::source)
              .collect(Collectors.joining("\n"));
    }
    assertThat(blocks).allSatisfy(block -> assertThat(sources).contains(block));
  }

  @Test
  @DisplayName("SIO-39 start")
  void starts() {
    try (Server io = msgpack(0)) {
      assertThat(io.start().join().getPort()).isPositive();
    }
  }

  private static String source(Path file) {
    try {
      return lines(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Without indentation. */
  private static String lines(String text) {
    return text.lines()
        .map(String::strip)
        .map(line -> line.replace("return Server.builder()", "Server.builder()"))
        .collect(Collectors.joining("\n"));
  }
}
