package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.PayloadBuilder;
import io.roomcast.spi.codec.ValueMapping;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.value.Value;

/** Random values, and what another implementation of MessagePack says to them. */
class OracleTest {
  private static final int ROUNDS = 5_000;
  private static final CodecLimits LIMITS = CodecLimits.defaults();

  private final Random random = new Random(20260102);
  private final ValueMapping values = Samples.mapping(new Gson());
  private final PacketCodec codec = Samples.codec();

  @Test
  @DisplayName("SIO-35 SIO-39 random packets arrive as they were sent, one after the other")
  void roundTrip() throws IOException {
    PacketDecoder decoder = codec.decoder(LIMITS);
    for (int i = 0; i < ROUNDS; i++) {
      Packet packet = packet();
      byte[] bytes = Samples.encode(codec, packet);

      Packet decoded = decoder.binary(ByteBuffer.wrap(bytes)).orElseThrow();
      assertThat(Samples.comparable(decoded)).isEqualTo(Samples.comparable(packet));
      assertThat(Samples.encode(codec, decoded)).isEqualTo(bytes);
      assertThat(smallest(bytes)).isEqualTo(bytes);
    }
  }

  @Test
  @DisplayName("SIO-36 random values of another encoder are understood")
  void othersEncoding() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      Object value = Samples.random(random, 4);
      assertThat(Samples.comparable(read(packed(value)))).isEqualTo(Samples.comparable(value));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 16, 31, 32, 255, 256, 65_535, 65_536, 70_000})
  @DisplayName("SIO-35 lengths around every border, in containers in containers")
  void borders(int length) throws IOException {
    List<Object> list = new ArrayList<>();
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < length; i++) {
      list.add((long) i);
      map.put("k" + i, i % 2 == 0 ? null : List.of());
    }
    for (Object value : List.of(list, map, "é".repeat(length), new byte[length])) {
      Packet packet = new Packet(PacketType.ACK, "/", 1, Arguments.of(List.of(value, "end")));
      byte[] bytes = Samples.encode(codec, packet);
      assertThat(smallest(bytes)).isEqualTo(bytes);
      PacketDecoder decoder = codec.decoder(LIMITS.withMaxValues(1_000_000));
      assertThat(Samples.comparable(decoder.binary(ByteBuffer.wrap(bytes)).orElseThrow()))
          .isEqualTo(Samples.comparable(packet));
    }
  }

  private Packet packet() {
    PacketType type = random.nextBoolean() ? PacketType.EVENT : PacketType.ACK;
    List<Object> data = new ArrayList<>();
    if (type == PacketType.EVENT) {
      data.add("e" + random.nextInt(100));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      data.add(Samples.random(random, 4));
    }
    long id = random.nextBoolean() ? Packet.NO_ID : random.nextLong(Packet.MAX_ID + 1);
    return new Packet(type, "/" + random.nextInt(3), id, Arguments.of(data.toArray()));
  }

  private Object read(byte[] bytes) {
    byte[] single = new byte[bytes.length + 1];
    single[0] = (byte) 0x91;
    System.arraycopy(bytes, 0, single, 1, bytes.length);
    PayloadBuilder payload = values.payload();
    MessagePackReader in = new MessagePackReader(ByteBuffer.wrap(single), LIMITS);
    in.read(payload);
    assertThat(in.remaining()).isZero();
    return payload.build(PacketType.ACK).get(0);
  }

  /** The other implementation reads it, and writes it in the smallest form of each value. */
  private static byte[] smallest(byte[] bytes) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();
        var unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      Value value = unpacker.unpackValue();
      assertThat(unpacker.hasNext()).isFalse();
      value.writeTo(packer);
      return packer.toByteArray();
    }
  }

  private byte[] packed(Object value) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      pack(value, packer);
      return packer.toByteArray();
    }
  }

  private void pack(Object value, MessagePacker packer) throws IOException {
    if (value == null) {
      packer.packNil();
    } else if (value instanceof Boolean bool) {
      packer.packBoolean(bool);
    } else if (value instanceof Long number) {
      if (number >= 0 && random.nextBoolean()) {
        packer.packBigInteger(BigInteger.valueOf(number));
      } else {
        packer.packLong(number);
      }
    } else if (value instanceof BigInteger number) {
      packer.packBigInteger(number);
    } else if (value instanceof Double number) {
      packer.packDouble(number);
    } else if (value instanceof String text) {
      packer.packString(text);
    } else if (value instanceof byte[] bytes) {
      if (random.nextBoolean() && bytes.length > 16) {
        packer.packExtensionTypeHeader((byte) 0, bytes.length);
      } else {
        packer.packBinaryHeader(bytes.length);
      }
      packer.writePayload(bytes);
    } else if (value instanceof List<?> list) {
      packer.packArrayHeader(list.size());
      for (Object element : list) {
        pack(element, packer);
      }
    } else {
      Map<?, ?> map = (Map<?, ?>) value;
      packer.packMapHeader(map.size());
      for (Map.Entry<?, ?> member : map.entrySet()) {
        packer.packString((String) member.getKey());
        pack(member.getValue(), packer);
      }
    }
  }
}
