package io.roomcast.internal.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("EIO-81 payloads and frames of revision 3")
class CountedPayloadTest {
  private static final String ERROR = "error";
  private static final EngineMessage TEXT = EngineMessage.text("€é👋");
  private static final EngineMessage BYTES = binary(1, 2, 3);
  private static final EngineMessage NOOP = EngineMessage.raw("6");

  private static EngineMessage binary(int... bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    for (int each : bytes) {
      buffer.put((byte) each);
    }
    return EngineMessage.binary(buffer.flip());
  }

  private static String text(ByteBuffer payload) {
    return UTF_8.decode(payload).toString();
  }

  private static String hex(ByteBuffer bytes) {
    return HexFormat.of().formatHex(copy(bytes));
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  private static String contentType(CountedPayloads format, EngineMessage... packets) {
    return format.headers(List.of(packets)).first("Content-Type").orElseThrow();
  }

  private static List<String> decode(ByteBuffer body, boolean binary) {
    List<String> packets = new ArrayList<>();
    InboundPayload payload = CountedPayloads.BINARY.decode(body, binary);
    try {
      while (payload.hasNext()) {
        packets.add(describe(payload.next()));
      }
    } catch (MalformedPacketException e) {
      assertThat(payload.hasNext()).isFalse();
      packets.add(ERROR);
    }
    return packets;
  }

  private static List<String> decodeText(String body) {
    return decode(ByteBuffer.wrap(body.getBytes(UTF_8)), false);
  }

  private static List<String> decodeHex(String body) {
    return decode(ByteBuffer.wrap(HexFormat.of().parseHex(body)), true);
  }

  private static String describe(InboundPacket packet) {
    if (packet instanceof InboundPacket.Text text) {
      return text.type().name().toLowerCase(Locale.ROOT) + ":" + text.data();
    }
    return "<" + hex(((InboundPacket.Binary) packet).data()) + ">";
  }

  // ---- out

  @Test
  @DisplayName("EIO-81 a text payload counts UTF-16 units, and binary goes as base64")
  void encodesText() {
    List<EngineMessage> packets = List.of(TEXT, BYTES, NOOP);

    assertThat(text(CountedPayloads.TEXT_ONLY.encode(packets).bytes()))
        .isEqualTo("5:4€é👋6:b4AQID1:6");
    assertThat(contentType(CountedPayloads.TEXT_ONLY, TEXT, BYTES))
        .isEqualTo("text/plain; charset=UTF-8");
    assertThat(text(CountedPayloads.TEXT_ONLY.encode(List.of(BYTES)).bytes()))
        .isEqualTo("6:b4AQID");
  }

  @Test
  @DisplayName("EIO-81 a payload with binary is binary, and counts bytes")
  void encodesBinary() {
    List<EngineMessage> packets = List.of(TEXT, BYTES, NOOP);

    assertThat(hex(CountedPayloads.BINARY.encode(packets).bytes()))
        .isEqualTo("000100ff34e282acc3a9f09f918b0104ff040102030001ff36");
    assertThat(
            hex(CountedPayloads.BINARY.encode(List.of(binary(7, 7, 7, 7, 7, 7, 7, 7, 7))).bytes()))
        .isEqualTo("010100ff04070707070707070707");
    assertThat(contentType(CountedPayloads.BINARY, TEXT, BYTES))
        .isEqualTo("application/octet-stream");
  }

  @Test
  @DisplayName("EIO-81 a payload without binary is text for every client")
  void encodesTextForAll() {
    List<EngineMessage> packets = List.of(TEXT, NOOP);

    assertThat(text(CountedPayloads.BINARY.encode(packets).bytes())).isEqualTo("5:4€é👋1:6");
    assertThat(contentType(CountedPayloads.BINARY, TEXT, NOOP))
        .isEqualTo("text/plain; charset=UTF-8");
  }

  @Test
  @DisplayName("EIO-81 a binary frame begins with its type, or is b4 and base64")
  void encodesFrames() {
    assertThat(hex(TypedFrames.BINARY.encode(BYTES).payload())).isEqualTo("04010203");
    assertThat(TypedFrames.BINARY.encode(BYTES).isText()).isFalse();
    assertThat(text(TypedFrames.TEXT_ONLY.encode(BYTES).payload())).isEqualTo("b4AQID");
    assertThat(TypedFrames.TEXT_ONLY.encode(BYTES).isText()).isTrue();
    assertThat(hex(TypedFrames.BINARY.encode(binary()).payload())).isEqualTo("04");
    assertThat(TypedFrames.BINARY.encode(TEXT)).isSameAs(TEXT.webSocketForm());
    assertThat(TypedFrames.TEXT_ONLY.encode(TEXT)).isSameAs(TEXT.webSocketForm());
  }

  @Test
  @DisplayName("EIO-81 EIO-53 what is made for one receiver is there for all")
  void shared() {
    EngineMessage message = binary(1, 2, 3);

    assertThat(TypedFrames.BINARY.encode(message)).isSameAs(TypedFrames.BINARY.encode(message));
    assertThat(TypedFrames.TEXT_ONLY.encode(message))
        .isSameAs(TypedFrames.TEXT_ONLY.encode(message));
    for (CountedPayloads format : List.of(CountedPayloads.BINARY, CountedPayloads.TEXT_ONLY)) {
      assertThat(format.encode(List.of(message))).isSameAs(format.encode(List.of(message)));
    }
  }

  @Test
  @DisplayName("EIO-81 EIO-47 what is not to be compressed is not in this form either")
  void uncompressed() {
    EngineMessage message = binary(1, 2, 3).uncompressed();

    assertThat(TypedFrames.BINARY.encode(message).compress()).isFalse();
    assertThat(TypedFrames.TEXT_ONLY.encode(message).compress()).isFalse();
    assertThat(TypedFrames.BINARY.encode(BYTES).compress()).isTrue();
    assertThat(TypedFrames.TEXT_ONLY.encode(BYTES).compress()).isTrue();
  }

  // ---- in

  @Test
  @DisplayName("EIO-81 a text payload is split by its lengths")
  void decodesText() {
    assertThat(decodeText("5:4€é👋6:b4AQID1:6"))
        .containsExactly("message:€é👋", "<010203>", "noop:");
    assertThat(decodeText("4:4a:b2:4\ufffd")).containsExactly("message:a:b", "message:\ufffd");
    assertThat(decodeText("02:4a")).containsExactly("message:a");
    assertThat(decodeText("2:b4")).containsExactly("<>");
  }

  @Test
  @DisplayName("EIO-81 0: stands for a payload without packets")
  void decodesNone() {
    assertThat(decodeText("0:")).isEmpty();
    assertThat(decodeText("0:2:4a0:0:")).containsExactly("message:a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":4a",
        "2",
        "2:",
        "2:4",
        "3:4👋👋", // ends in the middle of a character
        "2:4👋",
        "1:44",
        "x:4a",
        "-1:4a",
        "1e0:4",
        "1.0:4",
        " 1:4",
        "00:",
        "1:7",
        "1:b",
        "2:b3",
        "3:b4*",
        "99999999999999999999999:4a",
        "2147483648:4a",
        "4294967297:4"
      })
  @DisplayName("EIO-81 a text payload that is not well-formed is an error")
  void malformedText(String body) {
    assertThat(decodeText(body)).endsWith(ERROR).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  @DisplayName("EIO-81 what comes before a mistake counts")
  void beforeMistake() {
    assertThat(decodeText("2:4a9:4b")).containsExactly("message:a", ERROR);
    assertThat(decodeHex("0002ff34610009ff3462")).containsExactly("message:a", ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"34c328", "34c0af", "34eda080", "34f4908080", "34e282", "34ff", "3480"})
  @DisplayName("EIO-81 EIO-31 malformed UTF-8 is an error in both kinds of payload")
  void malformedUtf8(String hex) {
    byte[] packet = HexFormat.of().parseHex(hex);
    for (int units = 1; units <= packet.length; units++) {
      byte[] length = (units + ":").getBytes(UTF_8);
      ByteBuffer body = ByteBuffer.allocate(length.length + packet.length);
      assertThat(decode(body.put(length).put(packet).flip(), false)).containsOnlyOnce(ERROR);
    }
    assertThat(decodeHex("000" + packet.length + "ff" + hex)).containsExactly(ERROR);
  }

  @Test
  @DisplayName("EIO-81 a binary payload is split by its lengths")
  void decodesBinary() {
    assertThat(decodeHex("000100ff34e282acc3a9f09f918b0104ff040102030001ff36"))
        .containsExactly("message:€é👋", "<010203>", "noop:");
    assertThat(decodeHex("0006ff62344151494400" + "01ff32")).containsExactly("<010203>", "ping:");
    assertThat(decodeHex("0101ff04")).containsExactly("<>");
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "00",
    "0001",
    "0001ff",
    "00ff34",
    "000aff34", // no digit
    "0002ff34",
    "0201ff34", // neither text nor binary
    "0000ff",
    "0100ff",
    "0101ff02", // a binary ping
    "0101ff34", // a digit where a number belongs
    "0001ff37",
    "00090909090909090909090909ff34",
    "000402010906070209 07ff34", // 4294967297
  })
  @DisplayName("EIO-81 a binary payload that is not well-formed is an error")
  void malformedBinary(String hex) {
    assertThat(decodeHex(hex.replace(" ", ""))).containsExactly(ERROR);
  }

  @Test
  @DisplayName("EIO-81 frames decode as they are encoded")
  void decodesFrames() throws MalformedPacketException {
    assertThat(describe(TypedFrames.BINARY.decode("4a"))).isEqualTo("message:a");
    assertThat(describe(TypedFrames.BINARY.decode("b4AQID"))).isEqualTo("<010203>");
    assertThat(describe(TypedFrames.BINARY.decode(ByteBuffer.wrap(new byte[] {4, 1, 2}))))
        .isEqualTo("<0102>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "b", "bAQID", "b4*", "7", "b2AQID"})
  @DisplayName("EIO-81 a text frame that is no packet is an error")
  void malformedFrames(String frame) {
    assertThatThrownBy(() -> TypedFrames.BINARY.decode(frame))
        .isInstanceOf(MalformedPacketException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "02", "34", "ff"})
  @DisplayName("EIO-81 a binary frame that is no message is an error")
  void malformedBinaryFrames(String hex) {
    assertThatThrownBy(
            () -> TypedFrames.BINARY.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
        .isInstanceOf(MalformedPacketException.class);
  }

  @Test
  @DisplayName("EIO-81 a direct buffer, and a slice of a larger one, decode too")
  void anyBuffer() {
    byte[] body = "2:4é6:b4AQID".getBytes(UTF_8);
    byte[] larger = new byte[body.length + 10];
    System.arraycopy(body, 0, larger, 5, body.length);

    assertThat(decode(ByteBuffer.allocateDirect(body.length).put(body).flip(), false))
        .containsExactly("message:é", "<010203>");
    assertThat(decode(ByteBuffer.wrap(larger, 5, body.length).slice(), false))
        .containsExactly("message:é", "<010203>");
  }

  @Test
  @DisplayName("EIO-81 SEC-1 a payload of a million tiny packets is walked through once")
  void manyPackets() throws MalformedPacketException {
    InboundPayload payload =
        CountedPayloads.BINARY.decode(
            ByteBuffer.wrap("1:60:".repeat(1_000_000).getBytes(UTF_8)), false);
    int packets = 0;
    while (payload.hasNext()) {
      payload.next();
      packets++;
    }
    assertThat(packets).isEqualTo(1_000_000);
  }

  @Test
  @DisplayName("EIO-81 random packets survive encoding and decoding in every form")
  void roundTrip() {
    Random random = new Random(20_260_101);
    for (int round = 0; round < 1_000; round++) {
      List<EngineMessage> packets = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      boolean anyBinary = false;
      for (int i = random.nextInt(8); i >= 0; i--) {
        if (random.nextBoolean()) {
          String text = randomText(random);
          packets.add(EngineMessage.text(text));
          expected.add("message:" + text);
        } else {
          byte[] bytes = new byte[random.nextInt(20)];
          random.nextBytes(bytes);
          packets.add(EngineMessage.binary(ByteBuffer.wrap(bytes)));
          expected.add("<" + HexFormat.of().formatHex(bytes) + ">");
          anyBinary = true;
        }
      }
      ByteBuffer binary = CountedPayloads.BINARY.encode(packets).bytes();
      ByteBuffer text = CountedPayloads.TEXT_ONLY.encode(packets).bytes();

      assertThat(decode(ByteBuffer.wrap(copy(binary)), anyBinary)).isEqualTo(expected);
      assertThat(decode(ByteBuffer.wrap(copy(text)), false)).isEqualTo(expected);
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      int point = random.nextInt(4) == 0 ? random.nextInt(0x110000) : ' ' + random.nextInt(90);
      text.appendCodePoint(point < 0xd800 || point > 0xdfff ? point : 'x');
    }
    return text.toString();
  }
}
