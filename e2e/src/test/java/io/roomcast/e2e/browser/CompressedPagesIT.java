package io.roomcast.e2e.browser;

import io.roomcast.Server;
import io.roomcast.e2e.ConformanceServer;
import io.roomcast.e2e.NodeProject;
import io.roomcast.e2e.TransportsUnderTest;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a browser compresses by itself, which it does wherever the server lets it. */
@DisplayName("In a real browser")
class CompressedPagesIT {

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each("deflate");
  }

  @DisplayName("API-4 EIO-47 EIO-52 files, polls and WebSocket messages are compressed")
  @ParameterizedTest(name = "server on {0}")
  @MethodSource("servers")
  @Timeout(180)
  void compressed(ServerTransport transport, String script) throws IOException {
    NodeProject.assumeInstalled();
    Path chromium = Chromium.assumeInstalled();
    Path scripts = ChatPagesIT.copyScripts();
    try (ConformanceServer server =
        new ConformanceServer(
            transport,
            Server.builder()
                .engine(engine -> engine.perMessageDeflate(PerMessageDeflate.defaults())))) {
      NodeProject.check(
          scripts.resolve(script + ".test.mjs"),
          Map.of("URL", server.url(), "CHROMIUM", chromium.toString()),
          Duration.ofMinutes(2),
          3);
    }
  }
}
