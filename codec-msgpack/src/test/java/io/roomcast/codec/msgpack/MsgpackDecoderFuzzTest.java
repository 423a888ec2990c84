package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client sends, only the documented exceptions come out, and what is accepted survives
 * being sent on. The known inputs are packets of the reference parser.
 */
class MsgpackDecoderFuzzTest {
  private static final CodecLimits LIMITS = new CodecLimits(0, 20, 10_000, 1_000);
  private static final PacketCodec CODEC = Samples.codec();

  @SuppressWarnings("ArrayRecordComponent") // what applications write
  record Anything(int count, String name, byte[] image, List<Long> longs, Instant at) {}

  @FuzzTest
  void fuzz(byte[] bytes) {
    boolean accepted = accepts(bytes);
    assertThat(accepted).isEqualTo(accepts(bytes)); // it has not been changed
  }

  @Test
  @DisplayName("SIO-38 SEC-18 mutations of valid packets: DecodeException, or a stable meaning")
  void mutations() throws Exception {
    List<byte[]> packets = new ArrayList<>();
    for (String file : List.of("msgpack-encode.json", "msgpack-packets.json")) {
      Samples.vectors(file)
          .forEach(it -> packets.add(Samples.bytes(it.get("bytes").getAsString())));
    }
    Random random = new Random(20260103);
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      if (accepts(mutate(packets.get(random.nextInt(packets.size())), random))) {
        accepted++;
      }
    }
    assertThat(accepted).isBetween(1_000, 49_000); // else this proves little
  }

  @Test
  @DisplayName("SIO-38 no beginning of a packet is one")
  void prefixes() throws Exception {
    for (var given : Samples.vectors("msgpack-encode.json")) {
      byte[] packet = Samples.bytes(given.get("bytes").getAsString());
      for (int length = 0; length < packet.length; length++) {
        assertThat(accepts(Arrays.copyOf(packet, length))).isFalse();
      }
    }
  }

  private static byte[] mutate(byte[] packet, Random random) {
    byte[] mutated = packet.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(mutated.length);
      mutated[at] =
          (byte)
              (random.nextBoolean() ? random.nextInt(256) : mutated[at] ^ 1 << random.nextInt(8));
    }
    int length = random.nextInt(10) == 0 ? random.nextInt(mutated.length + 3) : mutated.length;
    return Arrays.copyOf(mutated, length);
  }

  private static boolean accepts(byte[] bytes) {
    try {
      check(CODEC.decoder(LIMITS).binary(ByteBuffer.wrap(bytes)).orElseThrow());
      return true;
    } catch (DecodeException expected) {
      assertThat(expected).hasMessageNotContaining("Exception");
      return false;
    }
  }

  private static void check(Packet packet) {
    Packet again =
        CODEC
            .decoder(CodecLimits.defaults())
            .binary(ByteBuffer.wrap(Samples.encode(CODEC, packet)))
            .orElseThrow();
    assertThat(asJavaScript(again)).isEqualTo(asJavaScript(packet));
    for (int i = 0; i < packet.data().size(); i++) {
      for (Class<?> type :
          List.of(
              int.class, String.class, byte[].class, Anything.class, Map.class, Instant.class)) {
        try {
          Object converted = packet.data().get(i, type);
          assertThat(converted == null).isEqualTo(packet.data().get(i) == null);
        } catch (ConversionException expected) {
          assertThat(expected).hasMessageContaining(" is ");
        }
      }
    }
  }

  /** Numbers that are equal there are equal here; -0 is 0. */
  private static List<Object> asJavaScript(Packet packet) {
    PacketType type = packet.type();
    return List.of(type, packet.namespace(), packet.id(), numbers(Samples.comparable(packet)));
  }

  private static Object numbers(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue() + 0.0;
    } else if (value instanceof List<?> list) {
      List<Object> all = new ArrayList<>();
      list.forEach(element -> all.add(numbers(element)));
      return all;
    } else if (value instanceof Map<?, ?> map) {
      return numbers(map.get("members"));
    }
    return value;
  }
}
