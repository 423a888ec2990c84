package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.transport.netty.NettyTransport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The example of docs/old-clients.md")
class OldClientsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "old-clients.md");
  private static final Path OWN = Path.of("src/test/java/io/roomcast/e2e/OldClientsPageTest.java");

  static Server whileMoving(int port) {
    return Server.builder()
        .transport(NettyTransport.onPort(port))
        .engine(engine -> engine.allowEIO3(true))
        .build();
  }

  @Test
  @DisplayName("is the source of this test, line by line")
  void quoted() throws IOException {
    assertThat(
            Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> lines(found.group(1))))
        .singleElement()
        .satisfies(block -> assertThat(lines(Files.readString(OWN))).contains(block));
  }

  private static String lines(String text) {
    return text.lines()
        .map(line -> line.strip().replace("return Server.builder()", "Server.builder()"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  @DisplayName("EIO-81 lets a client of revision 3 in")
  void letsIn() throws Exception {
    try (Server io = whileMoving(0)) {
      String target = "http://127.0.0.1:%d/socket.io/?EIO=3&transport=polling";
      URI uri = URI.create(target.formatted(io.start().join().getPort()));
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      assertThat(response.body()).matches("\\d+:0\\{.+}");
    }
  }
}
