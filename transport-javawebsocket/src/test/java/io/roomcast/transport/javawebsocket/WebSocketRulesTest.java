package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.roomcast.spi.transport.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The rules of RFC 6455")
class WebSocketRulesTest {
  private static final int MAX_MESSAGE = 1000;
  private static final int MAX_FRAGMENTS = 16;

  private static TestServer server;
  private static TestServer.Echo handler;

  @BeforeAll
  static void start() throws Exception {
    handler = new TestServer.Echo();
    server =
        TestServer.start(
            handler,
            Limits.builder().maxMessageBytes(MAX_MESSAGE).maxFragments(MAX_FRAGMENTS).build());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Arguments breaks(String name, int code, byte[]... parts) {
    int length = Stream.of(parts).mapToInt(p -> p.length).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    Stream.of(parts).forEach(all::put);
    return argumentSet(name, code, all.array());
  }

  private static byte[] frame(int firstByte, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return RawClient.frame(firstByte, bytes);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] times(int count, byte[] part) {
    ByteBuffer all = ByteBuffer.allocate(count * part.length);
    for (int i = 0; i < count; i++) {
      all.put(part);
    }
    return all.array();
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        breaks("an unmasked frame", 1002, bytes(0x81, 1, 'a')),
        breaks("an unmasked ping", 1002, bytes(0x89, 0)),
        breaks("the first reserved bit (compression)", 1002, frame(0xC1, 'a')),
        breaks("the second reserved bit", 1002, frame(0xA1, 'a')),
        breaks("the third reserved bit", 1002, frame(0x91, 'a')),
        breaks("opcode 3", 1002, frame(0x83)),
        breaks("opcode 7", 1002, frame(0x87)),
        breaks("opcode 11", 1002, frame(0x8B)),
        breaks("opcode 15", 1002, frame(0x8F)),
        breaks("a fragmented ping", 1002, frame(0x09)),
        breaks("a long ping", 1002, RawClient.frame(0x89, new byte[126])),
        breaks("a long close frame", 1002, RawClient.frame(0x88, new byte[126])),
        breaks("a continuation of nothing", 1002, frame(0x80, 'a')),
        breaks("a message inside another", 1002, frame(0x01, 'a'), frame(0x81, 'b')),
        breaks("a 16-bit length that is too small", 1002, bytes(0x81, 0xFE, 0, 5, 1, 2, 3, 4)),
        breaks(
            "a 64-bit length that is too small",
            1002,
            bytes(0x81, 0xFF, 0, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 4)),
        breaks("half a close code", 1002, frame(0x88, 3)),
        breaks("close code 1005", 1002, frame(0x88, 0x03, 0xED)),
        breaks("close code 1006", 1002, frame(0x88, 0x03, 0xEE)),
        breaks("close code 1015", 1002, frame(0x88, 0x03, 0xF7)),
        breaks("close code 999", 1002, frame(0x88, 0x03, 0xE7)),
        breaks("close code 2000", 1002, frame(0x88, 0x07, 0xD0)),
        breaks("close code 5000", 1002, frame(0x88, 0x13, 0x88)),
        breaks("a close reason that is not UTF-8", 1007, frame(0x88, 0x03, 0xE8, 0xC0)),
        breaks("text that is not UTF-8", 1007, frame(0x81, 0xC0, 0xAF)),
        breaks("text that ends within a character", 1007, frame(0x81, 0xE2, 0x82)),
        breaks("a surrogate in text", 1007, frame(0x81, 0xED, 0xA0, 0x80)),
        breaks("text beyond Unicode", 1007, frame(0x81, 0xF4, 0x90, 0x80, 0x80)),
        breaks(
            "text that goes wrong in its last fragment", 1007, frame(0x01, 'a'), frame(0x80, 0xFF)),
        breaks("a message one byte too long", 1009, RawClient.frame(0x82, new byte[1001])),
        breaks(
            "a message too long by its last fragment",
            1009,
            RawClient.frame(0x02, new byte[999]),
            RawClient.frame(0x80, new byte[2])),
        breaks(
            "the announcement of 2 GB",
            1009,
            bytes(0x82, 0xFF, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4)),
        breaks(
            "the announcement of 8 EB",
            1009,
            bytes(0x82, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4)),
        breaks(
            "the announcement of less than nothing",
            1009,
            bytes(0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4)),
        breaks("too many fragments", 1008, frame(0x01), times(MAX_FRAGMENTS, frame(0x00))));
  }

  @ParameterizedTest
  @MethodSource("violations")
  @DisplayName("close the connection with their code when they are broken")
  void violation(int code, byte[] sent) throws Exception {
    int before = handler.listeners.size();
    try (RawClient client = server.connect().upgrade()) {
      client.send(sent);

      RawClient.Frame close = client.readFrame();
      assertThat(close.opcode()).isEqualTo(8);
      assertThat(close.closeCode()).isEqualTo(code);
      assertThat(client.atEnd()).isTrue();
      RecordingListener listener = handler.listeners.get(before);
      assertThat(listener.closed().code()).isEqualTo(code);
      assertThat(listener.calls).hasValue(2);
    }
  }

  @ParameterizedTest
  @MethodSource("violations")
  @DisplayName("hold for frames that are glued to the upgrade request, in single bytes, too")
  void earlyViolation(int code, byte[] sent) throws Exception {
    try (RawClient glued = server.connect();
        RawClient slow = server.connect().upgrade()) {
      byte[] request = RawClient.upgradeRequest("/ws").getBytes(StandardCharsets.ISO_8859_1);
      glued.send(ByteBuffer.allocate(request.length + sent.length).put(request).put(sent).array());
      assertThat(glued.response().status()).isEqualTo(101);
      assertThat(glued.readFrame().closeCode()).isEqualTo(code);

      for (byte b : java.util.Arrays.copyOf(sent, Math.min(sent.length, 200))) {
        slow.send(new byte[] {b});
      }
      if (sent.length > 200) {
        slow.send(java.util.Arrays.copyOfRange(sent, 200, sent.length));
      }
      assertThat(slow.readFrame().closeCode()).isEqualTo(code);
    }
  }

  @Test
  @DisplayName("allow messages of every length up to the limit, whole and in fragments")
  void lengths() throws Exception {
    try (RawClient client = server.connect().upgrade()) {
      for (int length : new int[] {0, 1, 2, 3, 7, 8, 9, 124, 125, 126, 127, 128, 999, 1000}) {
        String text = "x".repeat(length);
        client.text(text);
        RawClient.Frame frame = client.readFrame();
        assertThat(frame.fin()).isTrue();
        assertThat(frame.opcode()).isEqualTo(1);
        assertThat(frame.text()).isEqualTo(text);
      }
      client.send(RawClient.frame(0x02, new byte[500]));
      client.send(RawClient.frame(0x00, new byte[0]));
      client.send(RawClient.frame(0x80, new byte[500]));
      RawClient.Frame binary = client.readFrame();
      assertThat(binary.opcode()).isEqualTo(2);
      assertThat(binary.payload()).hasSize(1000);
    }
  }

  @Test
  @DisplayName("allow as many fragments as the limit says, message after message")
  void fragments() throws Exception {
    try (RawClient client = server.connect().upgrade()) {
      for (int message = 0; message < 3; message++) {
        client.frame(0x01, 'a');
        for (int i = 2; i < MAX_FRAGMENTS; i++) {
          client.frame(0x00, 'b');
        }
        client.frame(0x80, 'c');
        assertThat(client.readFrame().text()).isEqualTo("a" + "b".repeat(14) + "c");
      }
    }
  }

  @Test
  @DisplayName("allow characters to be split between fragments, and U+FFFD to be sent")
  void splitCharacters() throws Exception {
    try (RawClient client = server.connect().upgrade()) {
      client.frame(0x01, 0xF0, 0x9F).frame(0x00, 0x98).frame(0x80, 0x80);
      assertThat(client.readFrame().text()).isEqualTo("\uD83D\uDE00");
      client.text("\uFFFD\u0000");
      assertThat(client.readFrame().text()).isEqualTo("\uFFFD\u0000");
    }
  }

  @Test
  @DisplayName("allow control frames between fragments; pings are answered, pongs ignored")
  void controlFrames() throws Exception {
    try (RawClient client = server.connect().upgrade()) {
      client.frame(0x01, 'a').frame(0x89, 'p').frame(0x00, 'b').frame(0x8A, 'q').frame(0x80, 'c');
      RawClient.Frame pong = client.readFrame();
      assertThat(pong.opcode()).isEqualTo(10);
      assertThat(pong.text()).isEqualTo("p");
      assertThat(client.readFrame().text()).isEqualTo("abc");
      client.send(RawClient.frame(0x89, new byte[125]));
      assertThat(client.readFrame().payload()).hasSize(125);
    }
  }

  @Test
  @DisplayName("permessage-deflate is not agreed on unless it is switched on")
  void noCompression() throws Exception {
    try (RawClient client = server.connect()) {
      client.send(RawClient.upgradeRequest("/"));
      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(101);
      assertThat(response.headers())
          .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .containsEntry("upgrade", "websocket")
          .containsEntry("connection", "Upgrade")
          .doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
    }
  }
}
