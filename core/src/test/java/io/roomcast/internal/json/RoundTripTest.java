package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoundTripTest {
  private static final int PACKETS = 5_000;

  private final Random random = new Random(20260102);

  @Test
  @DisplayName("SIO-1 SIO-4 SIO-16 random packets arrive as they were sent, one after the other")
  void roundTrip() {
    JsonCodec codec = new JsonCodec(new Gson());
    PacketDecoder decoder = codec.decoder(CodecLimits.defaults().withMaxAttachments(1000));
    boolean binarySeen = false;
    for (int i = 0; i < PACKETS; i++) {
      Packet packet = packet();
      List<Message> messages = codec.encode(packet);
      binarySeen |= messages.size() > 2;

      Packet decoded = Neutrals.decode(decoder, messages);
      assertThat(Neutrals.comparable(decoded)).isEqualTo(Neutrals.comparable(packet));
      assertThat(Neutrals.readable(codec.encode(decoded))).isEqualTo(Neutrals.readable(messages));
    }
    assertThat(binarySeen).isTrue();
  }

  private Packet packet() {
    PacketType type = random.nextBoolean() ? PacketType.EVENT : PacketType.ACK;
    List<Object> values = new ArrayList<>();
    if (type == PacketType.EVENT) {
      values.add("e" + string());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      values.add(value(4));
    }
    long id = random.nextBoolean() ? Packet.NO_ID : random.nextLong(Packet.MAX_ID + 1);
    String namespace = random.nextBoolean() ? "/" : "/" + string().replace(',', ';');
    return new Packet(type, namespace, id, Arguments.of(values.toArray()));
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> (long) random.nextInt();
      case 3 -> random.nextDouble() * Math.pow(10, random.nextInt(60) - 30);
      case 4 -> Double.longBitsToDouble(random.nextLong());
      case 5 -> string();
      case 6 -> bytes();
      case 7 -> {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(string(), value(depth - 1));
        }
        yield map;
      }
    };
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
    }
    return text.toString();
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(5)];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  @DisplayName("SIO-16 a packet that is passed on keeps every digit of its numbers")
  void exactNumbers() {
    JsonCodec codec = new JsonCodec(new Gson());
    String sent = "2[\"e\",18446744073709551615,[0.12345678901234567890],{\"n\":1e400}]";
    Packet decoded =
        Neutrals.decode(codec.decoder(CodecLimits.defaults()), List.of(new Message.Text(sent)));
    assertThat(decoded.data().toList())
        .containsExactly(
            "e",
            new BigInteger("18446744073709551615"),
            List.of(0.12345678901234568),
            Map.of("n", new BigDecimal("1e400")));
    assertThat(Neutrals.readable(codec.encode(decoded)).toString()).contains(sent);
  }
}
