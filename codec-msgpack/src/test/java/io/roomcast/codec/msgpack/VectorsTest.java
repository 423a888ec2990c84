package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.gson.JsonObject;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the npm package socket.io-msgpack-parser 3.0.2 writes, and what it says to bytes. */
class VectorsTest {
  /** The reference cuts off what is too large for 64 bits; we write the number that was meant. */
  private static final String CUT_OFF = "cf35c9adc5dea00000";

  private static final String MEANT = "cb444b1ae4d6e2ef50";

  /** What the reference lets through, to fail later. */
  private static final Map<String, String> OURS =
      Map.of(
          "type 2, data []", "invalid payload",
          "reserved c1", "invalid MessagePack: no value begins with c1");

  private static final Set<String> ABSENT_ID = Set.of("id undefined");

  private final PacketCodec codec = Samples.codec();
  private final PacketDecoder decoder = codec.decoder(CodecLimits.defaults());

  static Stream<org.junit.jupiter.params.provider.Arguments> encode() throws Exception {
    return Samples.vectors("msgpack-encode.json").stream()
        .map(given -> argumentSet(given.get("packet").toString(), given));
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> packets() throws Exception {
    return Samples.vectors("msgpack-packets.json").stream()
        .map(given -> argumentSet(given.get("name").getAsString(), given));
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> verdicts() throws Exception {
    return Samples.vectors("msgpack-verdicts.json").stream()
        .map(given -> argumentSet(given.get("name").getAsString(), given));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-35 packets are encoded byte for byte as the reference does, and back")
  void encode(JsonObject given) {
    Packet packet = Samples.packet(given.getAsJsonObject("packet"));
    String expected = given.get("bytes").getAsString().replace(CUT_OFF, MEANT);

    byte[] encoded = Samples.encode(codec, packet);
    assertThat(Samples.hex(encoded)).isEqualTo(expected);
    assertThat(Samples.comparable(decoder.binary(ByteBuffer.wrap(encoded)).orElseThrow()))
        .isEqualTo(Samples.comparable(packet));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-36 SIO-37 what the reference encodes is understood, extensions and all")
  void packets(JsonObject given) {
    Packet packet = Samples.packet(given.getAsJsonObject("packet"));
    byte[] bytes = Samples.bytes(given.get("bytes").getAsString());

    assertThat(Samples.comparable(decoder.binary(ByteBuffer.wrap(bytes)).orElseThrow()))
        .isEqualTo(Samples.comparable(packet));
    if (given.has("same")) {
      assertThat(fields(Samples.encode(codec, packet))).isEqualTo(fields(bytes));
    }
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-38 bytes get the reference's verdict")
  void verdicts(JsonObject given) {
    String name = given.get("name").getAsString();
    ByteBuffer bytes = ByteBuffer.wrap(Samples.bytes(given.get("bytes").getAsString()));
    DecodeException refusal =
        catchThrowableOfType(DecodeException.class, () -> decoder.binary(bytes));
    if (given.get("ok").getAsBoolean() && !OURS.containsKey(name)) {
      assertThat(refusal).isNull();
      if (ABSENT_ID.contains(name)) {
        bytes.rewind();
        assertThat(decoder.binary(bytes).orElseThrow().hasId()).isFalse();
      }
    } else {
      String error = given.has("error") ? given.get("error").getAsString() : "";
      assertThat(refusal).hasMessage(OURS.getOrDefault(name, error));
    }
  }

  @Test
  @DisplayName("SIO-36 there are vectors enough to speak of")
  void vectorsAreThere() throws Exception {
    assertThat(encode()).hasSizeGreaterThan(30);
    assertThat(packets()).hasSizeGreaterThan(80);
    assertThat(verdicts()).hasSizeGreaterThan(80);
  }

  /** The members of a packet in one order: the reference keeps that of its caller. */
  private static String fields(byte[] packet) {
    String hex = Samples.hex(packet);
    String id = "a2696407";
    return hex.replaceFirst(id, "") + (hex.contains(id) ? id : "");
  }
}
