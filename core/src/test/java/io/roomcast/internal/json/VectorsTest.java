package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Packets, texts, and what the reference implementation makes of them. */
class VectorsTest {
  /** What the reference accepts only by JavaScript's coercions, and we as well, for a reason. */
  private static final Set<String> ACCEPTED_QUIRKS =
      Set.of(
          // an ack without a payload has no values
          "3",
          "30",
          "3/ba",
          "3/back,45",
          "61-/back",
          // the largest id
          "2/a/b/c,9007199254740991[\"\"]");

  /** Where the reference reads white space as a zero, and then finds something else wrong. */
  private static final Map<String, String> OTHER_ERRORS = Map.of("\n-", "unknown packet type NaN");

  private final JsonCodec codec = new JsonCodec(new Gson());
  private final PacketDecoder decoder = codec.decoder(CodecLimits.defaults());

  static Stream<org.junit.jupiter.params.provider.Arguments> encode() throws Exception {
    return Neutrals.vectors("socketio-encode.json").stream()
        .map(given -> argumentSet(given.get("packet").toString(), given));
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> decode() throws Exception {
    return Neutrals.vectors("socketio-decode.json").stream()
        .map(given -> argumentSet(given.get("text").toString(), given));
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> decodeBinary() throws Exception {
    return Neutrals.vectors("socketio-decode-binary.json").stream()
        .map(given -> argumentSet(given.get("text").toString(), given));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-1 SIO-2 SIO-3 SIO-4 SIO-5 packets are encoded as the reference does, and back")
  void encode(JsonObject given) {
    Packet packet = packet(given.getAsJsonObject("packet"));
    List<String> frames =
        given.getAsJsonArray("frames").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .map(
                frame ->
                    frame.has("text")
                        ? frame.get("text").getAsString()
                        : "binary:" + frame.get("bin").getAsString())
            .toList();

    assertThat(Neutrals.readable(codec.encode(packet))).isEqualTo(frames);
    assertThat(Neutrals.comparable(Neutrals.decode(decoder, codec.encode(packet))))
        .isEqualTo(Neutrals.comparable(packet));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-2 SIO-6 SIO-9 SIO-12 SIO-13 SIO-14 SIO-15 texts get the reference's verdict")
  void decode(JsonObject given) {
    String text = given.get("text").getAsString();
    if (given.has("quirk") && !ACCEPTED_QUIRKS.contains(text)) {
      assertThat(catchThrowableOfType(DecodeException.class, () -> decoder.text(text))).isNotNull();
    } else if (!given.get("ok").getAsBoolean()) {
      assertThat(catchThrowableOfType(DecodeException.class, () -> decoder.text(text)))
          .hasMessage(OTHER_ERRORS.getOrDefault(text, given.get("error").getAsString()));
    } else if (given.has("incomplete")) {
      assertThat(decoder.text(text)).isEmpty();
    } else {
      assertThat(decoder.text(text).map(Neutrals::comparable))
          .contains(Neutrals.comparable(packet(given.getAsJsonObject("packet"))));
    }
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-7 SIO-8 SIO-13 attachments take the place of placeholders, or are refused")
  void decodeBinary(JsonObject given) {
    boolean refused = !given.get("ok").getAsBoolean() || given.has("quirk");
    if (refused) {
      DecodeException exception =
          catchThrowableOfType(DecodeException.class, () -> decodeAll(given));
      assertThat(exception)
          .hasMessage(
              given.has("error") ? given.get("error").getAsString() : "illegal attachments");
    } else {
      assertThat(decodeAll(given).map(Neutrals::comparable))
          .contains(Neutrals.comparable(packet(given.getAsJsonObject("packet"))));
    }
  }

  private Optional<Packet> decodeAll(JsonObject given) {
    Optional<Packet> packet = decoder.text(given.get("text").getAsString());
    for (JsonElement attachment : given.getAsJsonArray("attachments")) {
      JsonObject frame = attachment.getAsJsonObject();
      packet =
          frame.has("text")
              ? decoder.text(frame.get("text").getAsString())
              : decoder.binary(
                  ByteBuffer.wrap(HexFormat.of().parseHex(frame.get("bin").getAsString())));
    }
    return packet;
  }

  private static Packet packet(JsonObject given) {
    PacketType type =
        Stream.of(PacketType.values())
            .filter(known -> known.code() == given.get("type").getAsInt())
            .findFirst()
            .orElseThrow();
    Arguments data = Arguments.none();
    if (given.has("data")) {
      Object value = Neutrals.of(given.get("data"));
      data =
          type == PacketType.EVENT || type == PacketType.ACK
              ? Arguments.of(((List<?>) value).toArray())
              : Arguments.of(value);
    }
    long id = given.has("id") ? given.get("id").getAsLong() : Packet.NO_ID;
    return new Packet(type, given.get("nsp").getAsString(), id, data);
  }
}
