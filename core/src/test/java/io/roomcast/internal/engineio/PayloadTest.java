package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.roomcast.engineio.EnginePacket;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("EIO-24 to EIO-31 packets, payloads and frames")
class PayloadTest {
  private static final String ERROR = "error";

  // ---- the vectors

  static Stream<JsonObject> decodeVectors() {
    return vectors("engineio-decode.json");
  }

  static Stream<JsonObject> encodeVectors() {
    return vectors("engineio-encode.json");
  }

  private static Stream<JsonObject> vectors(String file) {
    try (Reader reader =
        new InputStreamReader(
            PayloadTest.class.getResourceAsStream("/vectors/" + file), StandardCharsets.UTF_8)) {
      return StreamSupport.stream(
              new Gson().fromJson(reader, JsonObject.class).getAsJsonArray("cases").spliterator(),
              false)
          .map(JsonElement::getAsJsonObject);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("decodeVectors")
  @DisplayName("payloads decode as the reference does, except for invalid base64 (EIO-28)")
  void decodes(JsonObject vector) {
    String payload = vector.get("payload").getAsString();
    List<String> expected = new ArrayList<>();
    vector.getAsJsonArray("packets").forEach(it -> expected.add(describe(it.getAsJsonObject())));
    if (payload.contains("*")) { // the reference skips such characters
      expected.clear();
      expected.add(ERROR);
    }

    assertThat(decode(payload.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("encodeVectors")
  @DisplayName("EIO-24 EIO-26 packets encode as the reference does, for both transports")
  void encodes(JsonObject vector) {
    List<EngineMessage> packets =
        StreamSupport.stream(vector.getAsJsonArray("packets").spliterator(), false)
            .map(it -> message(it.getAsJsonObject()))
            .toList();

    assertThat(StandardCharsets.UTF_8.decode(PayloadEncoder.encode(packets).bytes()).toString())
        .isEqualTo(vector.get("payload").getAsString());
    assertThat(packets.stream().map(PayloadTest::frame))
        .isEqualTo(
            StreamSupport.stream(vector.getAsJsonArray("websocket").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList());
  }

  private static EngineMessage message(JsonObject packet) {
    String type = packet.get("type").getAsString().toUpperCase(Locale.ROOT);
    JsonElement data = packet.get("data");
    if (data != null && data.isJsonObject()) {
      byte[] bytes = HexFormat.of().parseHex(data.getAsJsonObject().get("$bin").getAsString());
      return EngineMessage.binary(ByteBuffer.wrap(bytes));
    }
    String text = data == null ? "" : data.getAsString();
    return type.equals("MESSAGE")
        ? EngineMessage.text(text)
        : EngineMessage.raw(EngineFixture.digit(EnginePacket.Type.valueOf(type)) + text);
  }

  private static JsonObject frame(EngineMessage packet) {
    JsonObject frame = new JsonObject();
    ByteBuffer payload = packet.webSocketForm().payload();
    if (packet.webSocketForm().isText()) {
      frame.addProperty("text", StandardCharsets.UTF_8.decode(payload).toString());
    } else {
      frame.addProperty("bin", hex(payload));
    }
    return frame;
  }

  private static String describe(JsonObject packet) {
    String type = packet.get("type").getAsString();
    JsonElement data = packet.get("data");
    if (type.equals(ERROR)) {
      return ERROR;
    }
    if (data != null && data.isJsonObject()) {
      return "<" + data.getAsJsonObject().get("$bin").getAsString() + ">";
    }
    return type + ":" + (data == null ? "" : data.getAsString());
  }

  // ---- our own

  private static List<String> decode(byte[] payload) {
    List<String> packets = new ArrayList<>();
    PayloadDecoder decoder = new PayloadDecoder(ByteBuffer.wrap(payload));
    try {
      while (decoder.hasNext()) {
        packets.add(describe(decoder.next()));
      }
    } catch (MalformedPacketException e) {
      assertThat(decoder.hasNext()).isFalse();
      packets.add(ERROR);
    }
    return packets;
  }

  private static String describe(InboundPacket packet) {
    if (packet instanceof InboundPacket.Text text) {
      return text.type().name().toLowerCase(Locale.ROOT) + ":" + text.data();
    }
    return "<" + hex(((InboundPacket.Binary) packet).data()) + ">";
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HexFormat.of().formatHex(copy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "34c328", // a lead byte without its continuation
        "34c0af", // overlong
        "34eda080", // a surrogate
        "34f4908080", // above U+10FFFF
        "34e282", // cut short
        "34ff",
        "c3a9" // not even a type
      })
  @DisplayName("EIO-31 malformed UTF-8 is an error")
  void malformedUtf8(String hex) {
    assertThat(decode(HexFormat.of().parseHex(hex))).containsExactly(ERROR);
  }

  @Test
  @DisplayName("EIO-31 a replacement character that the client sent is text like any other")
  void replacementCharacter() {
    assertThat(decode("4\ufffd".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("message:\ufffd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b=", "bA", "bAQ=", "bAQ==A", "b-_-_", "b\n=", "bé", "b "})
  @DisplayName("EIO-28 invalid base64 is an error, on both transports")
  void invalidBase64(String packet) {
    assertThat(decode(packet.getBytes(StandardCharsets.UTF_8))).containsExactly(ERROR);
    assertThatThrownBy(() -> PacketText.decode(packet))
        .isInstanceOf(MalformedPacketException.class)
        .hasMessage("invalid base64");
  }

  @Test
  @DisplayName("EIO-28 line breaks in base64, as the official Java client sends them, are no error")
  void base64WithLineBreaks() throws MalformedPacketException {
    assertThat(decode("bAQ==\n\u001ebAQID\r\nBAU=\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("<01>", "<0102030405>");
    assertThat(describe(PacketText.decode("bAQID\nBAU="))).isEqualTo("<0102030405>");
  }

  @Test
  @DisplayName("a direct buffer, and a slice of a larger one, decode too")
  void anyBuffer() throws MalformedPacketException {
    byte[] payload = "4é\u001ebAQ==".getBytes(StandardCharsets.UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(payload.length).put(payload).flip();
    byte[] larger = new byte[payload.length + 10];
    System.arraycopy(payload, 0, larger, 5, payload.length);
    ByteBuffer slice = ByteBuffer.wrap(larger, 5, payload.length).slice();

    for (ByteBuffer buffer : List.of(direct, slice)) {
      PayloadDecoder decoder = new PayloadDecoder(buffer);
      assertThat(describe(decoder.next())).isEqualTo("message:é");
      assertThat(describe(decoder.next())).isEqualTo("<01>");
      assertThat(decoder.hasNext()).isFalse();
    }
  }

  @Test
  @DisplayName("EIO-53 a single text packet is not copied, and binary is encoded once")
  void shared() {
    EngineMessage text = EngineMessage.text("a");
    assertThat(PayloadEncoder.encode(List.of(text)).bytes())
        .isEqualTo(text.webSocketForm().payload());
    assertThat(text.webSocketForm()).isSameAs(text.webSocketForm());

    EngineMessage binary = EngineMessage.binary(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(StandardCharsets.UTF_8.decode(binary.pollingForm().bytes()).toString())
        .isEqualTo("bAQID");
    assertThat(binary.pollingForm()).isSameAs(binary.pollingForm());
  }

  @Test
  @DisplayName("SEC-1 a payload of a million tiny packets is walked through once, without a list")
  void manyPackets() throws MalformedPacketException {
    PayloadDecoder decoder =
        new PayloadDecoder(
            ByteBuffer.wrap(
                "6\u001e".repeat(1_000_000).concat("6").getBytes(StandardCharsets.UTF_8)));
    int packets = 0;
    while (decoder.hasNext()) {
      decoder.next();
      packets++;
    }
    assertThat(packets).isEqualTo(1_000_001);
  }

  @Test
  @DisplayName("random packets survive encoding and decoding")
  void roundTrip() {
    Random random = new Random(20_260_101);
    for (int round = 0; round < 2_000; round++) {
      List<EngineMessage> packets = new ArrayList<>();
      List<String> expected = new ArrayList<>();
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
        }
      }
      ByteBuffer payload = PayloadEncoder.encode(packets).bytes();
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);

      assertThat(decode(bytes)).isEqualTo(expected);
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      int point = random.nextInt(4) == 0 ? random.nextInt(0x110000) : ' ' + random.nextInt(90);
      boolean usable = point != 0x1e && (point < 0xd800 || point > 0xdfff);
      text.appendCodePoint(usable ? point : 'x');
    }
    return text.toString();
  }
}
