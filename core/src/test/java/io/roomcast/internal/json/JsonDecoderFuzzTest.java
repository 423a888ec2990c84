package io.roomcast.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a client sends, only the documented exceptions come out, and what is accepted survives
 * being sent on.
 */
class JsonDecoderFuzzTest {
  private static final CodecLimits LIMITS = new CodecLimits(3, 20, 10_000, 1_000);
  private static final JsonCodec CODEC = new JsonCodec(new Gson());
  private static final byte SEPARATOR = (byte) 0xFF;

  enum Suit {
    HEARTS
  }

  @SuppressWarnings("ArrayRecordComponent") // what applications write
  record Anything(
      int count,
      String name,
      byte[] image,
      List<Long> longs,
      Map<String, Object> more,
      Suit suit) {}

  static Stream<byte[]> seeds() throws Exception {
    Stream<byte[]> texts =
        Neutrals.vectors("socketio-decode.json").stream()
            .map(given -> given.get("text").getAsString().getBytes(UTF_8));
    Stream<byte[]> followed =
        Neutrals.vectors("socketio-decode-binary.json").stream()
            .map(JsonDecoderFuzzTest::withAttachments);
    return Stream.concat(texts, followed);
  }

  private static byte[] withAttachments(JsonObject given) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(given.get("text").getAsString().getBytes(UTF_8));
    for (JsonElement attachment : given.getAsJsonArray("attachments")) {
      JsonElement binary = attachment.getAsJsonObject().get("bin");
      bytes.write(SEPARATOR);
      if (binary != null) {
        bytes.writeBytes(HexFormat.of().parseHex(binary.getAsString()));
      }
    }
    return bytes.toByteArray();
  }

  /** A text, and attachments, of which each begins with a byte that UTF-8 does not know. */
  @MethodSource("seeds")
  @FuzzTest
  void decode(byte[] messages) {
    List<byte[]> parts = parts(messages);
    PacketDecoder decoder = CODEC.decoder(LIMITS);
    try {
      Optional<Packet> packet = decoder.text(new String(parts.get(0), UTF_8));
      for (int i = 1; i < parts.size() && packet.isEmpty(); i++) {
        packet = decoder.binary(ByteBuffer.wrap(parts.get(i)));
      }
      packet.ifPresent(JsonDecoderFuzzTest::check);
    } catch (DecodeException expected) {
      assertThat(expected).hasMessageNotContaining("Exception");
    }
  }

  private static List<byte[]> parts(byte[] messages) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= messages.length; i++) {
      if (i == messages.length || messages[i] == SEPARATOR) {
        parts.add(Arrays.copyOfRange(messages, start, i));
        start = i + 1;
      }
    }
    return parts;
  }

  @Test
  @DisplayName("SIO-2 SEC-3 mutations of valid texts: only DecodeException, and a stable meaning")
  void mutations() throws Exception {
    Random random = new Random(20260101);
    List<String> texts =
        Neutrals.vectors("socketio-decode.json").stream()
            .map((JsonObject given) -> given.get("text").getAsString())
            .toList();
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      String text = mutate(texts.get(random.nextInt(texts.size())), random);
      PacketDecoder decoder = CODEC.decoder(LIMITS);
      try {
        Optional<Packet> packet = decoder.text(text);
        while (packet.isEmpty()) {
          packet = decoder.binary(ByteBuffer.wrap(new byte[random.nextInt(4)]));
        }
        check(packet.get());
        accepted++;
      } catch (DecodeException expected) {
        assertThat(expected).hasMessageNotContaining("Exception");
      }
    }
    assertThat(accepted).isGreaterThan(1000); // else this proves little
  }

  private static String mutate(String text, Random random) {
    String alphabet = "0123456789-,/[]{}\":\\u.eE+ truefalsn\u0000\ud800\udc00\u00e9";
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(3); i > 0 && mutated.length() > 0; i--) {
      int at = random.nextInt(mutated.length());
      char c = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(3)) {
        case 0 -> mutated.deleteCharAt(at);
        case 1 -> mutated.insert(at, c);
        default -> mutated.setCharAt(at, c);
      }
    }
    return mutated.toString();
  }

  private static void check(Packet packet) {
    Packet again = Neutrals.decode(CODEC.decoder(CodecLimits.defaults()), CODEC.encode(packet));
    assertThat(Neutrals.comparable(again)).isEqualTo(Neutrals.comparable(packet));
    List<Object> values = packet.data().toList();
    assertThat(Neutrals.exact(again.data().toList())).isEqualTo(Neutrals.exact(values));
    Packet echo =
        new Packet(packet.type(), packet.namespace(), packet.id(), Arguments.of(values.toArray()));
    Packet echoed = Neutrals.decode(CODEC.decoder(CodecLimits.defaults()), CODEC.encode(echo));
    assertThat(Neutrals.exact(echoed.data().toList())).isEqualTo(Neutrals.exact(values));
    for (int i = 0; i < packet.data().size(); i++) {
      for (Class<?> type :
          List.of(int.class, String.class, byte[].class, Anything.class, Map.class, Suit.class)) {
        try {
          Object converted = packet.data().get(i, type);
          assertThat(converted == null).isEqualTo(packet.data().get(i) == null);
        } catch (ConversionException expected) {
          assertThat(expected).hasMessageContaining(" is ");
        }
      }
    }
  }
}
