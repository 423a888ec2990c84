package io.roomcast.e2e.browser;

import io.roomcast.Server;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.e2e.ConformanceServer;
import io.roomcast.e2e.NodeProject;
import io.roomcast.e2e.TransportsUnderTest;
import io.roomcast.examples.ServerTransport;
import io.roomcast.http.HttpHandler;
import io.roomcast.spi.transport.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A page with the MessagePack client that the server itself serves. */
@DisplayName("In a real browser")
class MsgpackPagesIT {
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
        <head>
          <meta charset="utf-8">
          <title>MessagePack</title>
          <link rel="icon" href="data:,">
          <script src="/socket.io/socket.io.msgpack.min.js"></script>
        </head>
      </html>
      """;

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each("msgpack");
  }

  @DisplayName("SIO-35 SIO-36 SIO-39 the MessagePack bundle sends and gets text and bytes")
  @ParameterizedTest(name = "server on {0}")
  @MethodSource("servers")
  @Timeout(180)
  void bothWays(ServerTransport transport, String script) throws IOException {
    NodeProject.assumeInstalled();
    Path chromium = Chromium.assumeInstalled();
    Path scripts = ChatPagesIT.copyScripts();
    try (ConformanceServer server =
        new ConformanceServer(
            transport, Server.builder().codec(MsgpackCodec.factory()).resources(page()))) {
      NodeProject.check(
          scripts.resolve(script + ".test.mjs"),
          Map.of("URL", server.url(), "CHROMIUM", chromium.toString()),
          Duration.ofMinutes(2),
          5);
    }
  }

  private static HttpHandler page() {
    return exchange -> {
      if (!exchange.path().equals("/")) {
        return false;
      }
      exchange.respond(
          200,
          Headers.of("Content-Type", "text/html; charset=utf-8"),
          ByteBuffer.wrap(PAGE.getBytes(StandardCharsets.UTF_8)));
      return true;
    };
  }
}
