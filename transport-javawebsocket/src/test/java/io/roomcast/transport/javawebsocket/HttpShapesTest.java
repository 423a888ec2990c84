package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.roomcast.spi.transport.Limits;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Requests of every shape")
class HttpShapesTest {
  private static final int MAX_HEAD = 4096;
  private static final int MAX_BODY = 1000;
  private static final String TWO_CHUNKS = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.start(
            new TestServer.Echo(),
            Limits.builder().maxHeadBytes(MAX_HEAD).maxBodyBytes(MAX_BODY).build());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Arguments serves(String name, String request, String answer) {
    return argumentSet(name, request, answer);
  }

  private static Arguments refuses(String name, int status, String request) {
    return argumentSet(name, status, request);
  }

  private static String request(String line, String... fields) {
    return line + "\r\n" + String.join("\r\n", fields) + (fields.length > 0 ? "\r\n\r\n" : "\r\n");
  }

  private static String get(String... fields) {
    return "GET / HTTP/1.1\r\nHost: x\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  private static String post(String fields, String body) {
    return "POST / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n\r\n" + body;
  }

  static Stream<Arguments> served() {
    return Stream.of(
        serves("a plain GET", get("A: b"), "GET / [] "),
        serves(
            "a query, as sent",
            request("GET /a?b=%20c&d HTTP/1.1", "Host: x"),
            "GET /a [b=%20c&d] "),
        serves(
            "a path, as sent",
            request("GET /a%2Fb//c/../d HTTP/1.1", "Host: x"),
            "GET /a%2Fb//c/../d [] "),
        serves(
            "an absolute target",
            request("GET http://h:1/p?q HTTP/1.1", "Host: h:1"),
            "GET /p [q] "),
        serves(
            "an absolute target without a path",
            request("GET http://h?q HTTP/1.1", "Host: h"),
            "GET / [q] "),
        serves("OPTIONS *", request("OPTIONS * HTTP/1.1", "Host: x"), "OPTIONS * [] "),
        serves("OPTIONS", request("OPTIONS /p HTTP/1.1", "Host: x"), "OPTIONS /p [] "),
        serves("DELETE", request("DELETE /p HTTP/1.1", "Host: x"), "DELETE /p [] "),
        serves("a method of one's own", request("BREW /p HTTP/1.1", "Host: x"), "BREW /p [] "),
        serves("an empty line before the request", "\r\n" + get("A: b"), "GET / [] "),
        serves("an empty Host", request("GET / HTTP/1.1", "Host:"), "GET / [] "),
        serves("a field without a value", get("A:"), "GET / [] "),
        serves("Latin-1 in a field", get("A: \u00e9"), "GET / [] "),
        serves("HTTP/1.0", request("GET / HTTP/1.0", "A: b"), "GET / [] "),
        serves("HTTP/1.0 without fields", "GET / HTTP/1.0\r\n\r\n", "GET / [] "),
        serves(
            "HTTP/1.0 with keep-alive",
            request("GET / HTTP/1.0", "Connection: keep-alive"),
            "GET / [] "),
        serves("Connection: close", get("Connection: close"), "GET / [] "),
        serves("Content-Length: 0", post("Content-Length: 0", ""), "POST / [] "),
        serves("a body", post("Content-Length: 5", "hello"), "POST / [] hello"),
        serves(
            "a body of the greatest size",
            post("Content-Length: 1000", "x".repeat(MAX_BODY)),
            "POST / [] " + "x".repeat(MAX_BODY)),
        serves(
            "a chunked body",
            post("Transfer-Encoding: chunked", TWO_CHUNKS),
            "POST / [] hello world"),
        serves(
            "an empty chunked body", post("Transfer-Encoding: chunked", "0\r\n\r\n"), "POST / [] "),
        serves(
            "chunks with extensions",
            post("Transfer-Encoding: chunked", "5;a=b\r\nhello\r\n0;c\r\n\r\n"),
            "POST / [] hello"),
        serves(
            "trailers",
            post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n"),
            "POST / [] hello"),
        serves(
            "chunk sizes in capitals and with zeros",
            post("Transfer-Encoding: chunked", "00A\r\n0123456789\r\n0\r\n\r\n"),
            "POST / [] 0123456789"),
        serves(
            "an unfinished handshake for WebSocket",
            get("Upgrade: websocket", "Connection: Upgrade"),
            "GET / [] "),
        serves(
            "an upgrade to something else",
            get("Upgrade: h2c", "Connection: Upgrade"),
            "GET / [] "),
        serves("a head of the greatest size", sized(MAX_HEAD), "GET / [] "));
  }

  private static String sized(int bytes) {
    String head = get("A: ");
    return head.replace("A: ", "A: " + "x".repeat(bytes - head.length()));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refuses("a head one byte too long", 431, sized(MAX_HEAD + 1)),
        refuses("an endless field", 431, "GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(9000)),
        refuses("endless fields", 431, "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(2000)),
        refuses(
            "endless well-known fields",
            431,
            "GET / HTTP/1.1\r\nHost: x\r\n" + "Accept: */*\r\n".repeat(500)),
        refuses("an endless method", 431, "G".repeat(9000)),
        refuses("endless empty lines", 431, "\r\n".repeat(4000)),
        refuses("an endless target", 414, "GET /" + "x".repeat(9000)),
        refuses("garbage", 400, "\u0000\u0001\u0002garbage\r\n\r\n"),
        refuses(
            "a TLS hello",
            400,
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003" + "r".repeat(32)),
        refuses("the preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        refuses("HTTP/2.0", 505, request("GET / HTTP/2.0", "Host: x")),
        refuses("HTTP/0.9", 505, "GET /\r\n"),
        refuses("no Host", 400, request("GET / HTTP/1.1", "A: b")),
        refuses("two Hosts", 400, get("Host: y")),
        refuses("a target that is no path", 400, request("GET nowhere HTTP/1.1", "Host: x")),
        refuses("a fragment in the target", 400, request("GET /a#b HTTP/1.1", "Host: x")),
        refuses("CONNECT", 400, request("CONNECT h:443 HTTP/1.1", "Host: h:443")),
        refuses(
            "length and chunks",
            400,
            post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        refuses(
            "chunks and length",
            400,
            post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        refuses("two lengths", 400, post("Content-Length: 5\r\nContent-Length: 6", "hello")),
        refuses(
            "the same length twice", 400, post("Content-Length: 5\r\nContent-Length: 5", "hello")),
        refuses("a list of lengths", 400, post("Content-Length: 5, 5", "hello")),
        refuses("a signed length", 400, post("Content-Length: +5", "hello")),
        refuses("a negative length", 400, post("Content-Length: -5", "hello")),
        refuses("an overflowing length", 400, post("Content-Length: 99999999999999999999", "")),
        refuses("a length in hexadecimal", 400, post("Content-Length: 0x5", "hello")),
        refuses("chunked twice", 400, post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")),
        refuses(
            "chunked in two fields",
            400,
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        refuses("chunked not last", 400, post("Transfer-Encoding: chunked, identity", "0\r\n\r\n")),
        refuses("a coding without chunks", 400, post("Transfer-Encoding: gzip", "x")),
        refuses(
            "a coding before chunks", 501, post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
        refuses("chunks that are misspelt", 400, post("Transfer-Encoding: xchunked", "0\r\n\r\n")),
        refuses(
            "chunks in HTTP/1.0", 400, request("POST / HTTP/1.0", "Transfer-Encoding: chunked")),
        refuses("a space before the colon", 400, get("Content-Length : 5")),
        refuses("a folded field", 400, get("A: b", " c")),
        refuses("a field that begins with a space", 400, "GET / HTTP/1.1\r\n Host: x\r\n\r\n"),
        refuses("a field without a colon", 400, get("nonsense")),
        refuses("NUL in a field", 400, get("A: b\u0000c")),
        refuses("a bare CR in a field", 400, get("A: b\rContent-Length: 5")),
        refuses("a bare LF", 400, "GET / HTTP/1.1\nHost: x\n\n"),
        refuses("a space in a field name", 400, get("A b: c")),
        refuses(
            "a chunk size that is no number", 400, post("Transfer-Encoding: chunked", "xyz\r\n")),
        refuses(
            "a negative chunk size", 400, post("Transfer-Encoding: chunked", "-5\r\nhello\r\n")),
        refuses(
            "more bytes than the chunk",
            400,
            post("Transfer-Encoding: chunked", "3\r\nhello\r\n0\r\n\r\n")),
        refuses(
            "an expectation that we cannot meet",
            417,
            post("Expect: 200-ok\r\nContent-Length: 5", "")),
        refuses("a body one byte too long", 413, post("Content-Length: 1001", "x".repeat(1001))),
        refuses(
            "an announced body that is too long", 413, post("Content-Length: 999999999999", "")),
        refuses(
            "chunks that are too long",
            413,
            post("Transfer-Encoding: chunked", "3e9\r\n" + "x".repeat(1001) + "\r\n0\r\n\r\n")),
        refuses(
            "an endless chunk",
            413,
            post("Transfer-Encoding: chunked", "7ffffff\r\n" + "x".repeat(1001))));
  }

  @ParameterizedTest
  @MethodSource("served")
  @DisplayName("are served where they are sound")
  void soundRequest(String request, String answer) throws Exception {
    try (RawClient client = server.connect()) {
      RawClient.Response response = client.send(request).response();

      assertThat(response.status()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(answer);
      assertThat(response.header("X-Echo")).isEqualTo("yes");
      assertThat(response.header("Date")).endsWith("GMT");
      boolean close =
          request.contains("Connection: close")
              || (request.contains("HTTP/1.0") && !request.contains("keep-alive"));
      assertThat(response.header("Connection"))
          .isEqualTo(close ? "close" : request.contains("HTTP/1.0") ? "keep-alive" : null);
      if (close) {
        assertThat(client.atEnd()).isTrue();
      } else {
        assertThat(client.get("/again").body()).isEqualTo("GET /again [] ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("served")
  @DisplayName("are served where every byte comes in a segment of its own")
  void singleBytes(String request, String answer) throws Exception {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }
      assertThat(client.response().body()).isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  @DisplayName("are refused where they are not, and the connection ends")
  void unsoundRequest(int status, String request) throws Exception {
    try (RawClient client = server.connect()) {
      RawClient.Response response = client.send(request).response();

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(client.atEnd()).isTrue();
    }
  }
}
