package io.roomcast.testkit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The checks that every {@link PacketCodec} passes: one for each promise of the SPI. Extend it, say
 * how your codec is made, and run it as a JUnit Jupiter test.
 *
 * <pre>{@code
 * class MsgpackCodecTest extends PacketCodecCompatibilityKit {
 *   @Override
 *   protected PacketCodec.Factory codec() {
 *     return MsgpackCodec.factory();
 *   }
 * }
 * }</pre>
 *
 * <p>The checks of bad input are in its superclass. They know nothing of the codec's format, so
 * tests of that format are still yours to write.
 */
public abstract class PacketCodecCompatibilityKit extends BadInputChecks {

  /** Something that an application sends and declares. */
  @SuppressWarnings("ArrayRecordComponent") // what applications write
  record Picture(String title, int width, byte[] content, List<Long> tags) {}

  /** For subclasses. */
  protected PacketCodecCompatibilityKit() {}

  /**
   * What makes the codec under test. Called once per check.
   *
   * @return as for {@link io.roomcast.ServerBuilder#codec}
   */
  @Override
  protected abstract PacketCodec.Factory codec();

  @Test
  @DisplayName("packets of every type arrive as they were sent, one after the other")
  void everyType() {
    Map<String, Object> object = Map.of("sid", "abc");
    PacketDecoder decoder = decoder();
    for (Packet packet :
        List.of(
            Packet.of(PacketType.CONNECT, "/", Arguments.none()),
            Packet.of(PacketType.CONNECT, "/", Arguments.of(object)),
            Packet.of(PacketType.CONNECT, "/a/b", Arguments.of(Map.of())),
            Packet.of(PacketType.DISCONNECT, "/", Arguments.none()),
            Packet.of(PacketType.DISCONNECT, "/한글", Arguments.none()),
            Packet.of(PacketType.EVENT, "/", Arguments.event("e")),
            new Packet(PacketType.EVENT, "/", 0, Arguments.event("", 1L)),
            new Packet(PacketType.EVENT, "/a", Packet.MAX_ID, Arguments.of(42L, "numeric name")),
            new Packet(PacketType.ACK, "/", 12, Arguments.of(List.of(), object)),
            Packet.of(PacketType.CONNECT_ERROR, "/", Arguments.of(Map.of("message", "no"))),
            Packet.of(PacketType.CONNECT_ERROR, "/a", Arguments.of("no")))) {
      assertThat(said(decode(decoder, packet))).isEqualTo(said(packet));
    }
    Packet empty = decode(decoder, new Packet(PacketType.ACK, "/", 1, Arguments.none()));
    assertThat(empty.data().size()).isZero();
  }

  @Test
  @DisplayName("values arrive in neutral form, in their order, binary at any depth")
  void neutralForm() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("z", null);
    members.put("a", List.of(new byte[] {1, -1}, Map.of("", new byte[0])));
    members.put("안녕 👋 \u0000 \"\\\n", false);
    Object[] values = {
      "e",
      null,
      true,
      0L,
      -1L,
      (1L << 53) - 1,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      BigInteger.TWO.pow(63),
      BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
      1.5,
      -1e-300,
      Double.MAX_VALUE,
      "",
      "\u2028<>&'👩‍👩‍👧‍👦",
      "x".repeat(70_000),
      new byte[70_000],
      List.of(),
      Map.of(),
      Collections.nCopies(300, 7L),
      members
    };
    Arguments decoded = decode(decoder(), event(values)).data();

    assertThat(comparable(decoded.toList())).isEqualTo(comparable(Arrays.asList(values)));
    for (int i = 0; i < values.length; i++) {
      assertThat(comparable(decoded.get(i))).isEqualTo(comparable(values[i]));
    }
  }

  @Test
  @DisplayName("numbers from 2^53 on arrive with all their digits, or are refused")
  void largeNumbers() {
    for (String number :
        List.of("9007199254740993.0", "-9007199254740993.5", "1e350", "1" + "0".repeat(29) + "1")) {
      BigDecimal exact = new BigDecimal(number);
      for (Number given : List.<Number>of(exact, exact.toBigInteger())) {
        List<Message> messages;
        try {
          messages = encode(event("e", given));
        } catch (EncodeException refused) {
          continue;
        }
        Object arrived = decode(decoder(), messages).data().get(1);
        assertThat(new BigDecimal(String.valueOf(arrived)))
            .isEqualByComparingTo(new BigDecimal(given.toString()));
      }
    }
  }

  @Test
  @DisplayName("values convert to the types that they fit, and to no others")
  void types() {
    Picture picture = new Picture("나무", 3, new byte[] {1, 2}, List.of(1L, 2L));
    Arguments decoded = decode(decoder(), event("e", picture, 1.0, ByteBuffer.allocate(2))).data();

    assertThat(decoded.get(1, Picture.class)).usingRecursiveComparison().isEqualTo(picture);
    assertThat(decoded.get(2, int.class)).isEqualTo(1);
    assertThat(decoded.get(3, ByteBuffer.class)).isEqualTo(ByteBuffer.allocate(2));
    for (int i = 1; i <= 3; i++) {
      int index = i;
      assertThatThrownBy(() -> decoded.get(index, String.class))
          .isInstanceOf(ConversionException.class);
    }
    assertThatThrownBy(() -> decoded.get(4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  @DisplayName("the messages share nothing with the values")
  void sharesNothing() {
    byte[] bytes = {1, 2, 3};
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {4, 5, 6});
    List<Object> list = new ArrayList<>(List.of("before"));
    List<Message> messages = encode(event("e", bytes, buffer, list));
    Arrays.fill(bytes, (byte) 0);
    buffer.put(0, (byte) 0).position(2);
    list.clear();

    Object expected =
        Arrays.asList("e", new byte[] {1, 2, 3}, new byte[] {4, 5, 6}, List.of("before"));
    assertThat(comparable(decode(decoder(), messages).data().toList()))
        .isEqualTo(comparable(expected));
  }

  @Test
  @DisplayName("messages are read-only, and serve any number of receivers")
  void readOnly() {
    List<Message> messages = encode(event("e", new byte[] {1, 2, 3}, "text"));
    assertThat(messages).isNotEmpty();
    for (Message message : messages) {
      if (message instanceof Message.Binary binary) {
        assertThat(binary.bytes().isReadOnly()).isTrue();
      }
    }
    assertThat(said(decode(decoder(), messages))).isEqualTo(said(decode(decoder(), messages)));
  }

  @Test
  @DisplayName("what was decoded cannot be changed, and each conversion is a new one")
  void immutable() {
    Arguments decoded =
        decode(decoder(), event("e", List.of(1L), Map.of("a", 1L), new byte[] {1})).data();
    assertThatThrownBy(() -> decoded.toList().add(1L)).isInstanceOf(RuntimeException.class);
    for (int i = 1; i <= 2; i++) {
      Object container = decoded.get(i);
      assertThatThrownBy(
              () -> {
                if (container instanceof List<?> list) {
                  list.remove(0);
                } else if (container instanceof Map<?, ?> map) {
                  map.remove("a");
                }
              })
          .isInstanceOf(UnsupportedOperationException.class);
    }
    byte[] first = bytes(decoded.get(3, byte[].class));
    first[0] = 9;
    assertThat(bytes(decoded.get(3, byte[].class))).containsExactly(1);
    assertThat(bytes(decoded.get(3))).containsExactly(1);
  }

  @Test
  @DisplayName("what was decoded can be sent on")
  void sentOn() {
    Packet received = decode(decoder(), event("e", Map.of("a", List.of(new byte[] {1}, 1.5)), 7L));
    assertThat(said(decode(decoder(), received))).isEqualTo(said(received));
  }

  @Test
  @DisplayName("decoders know nothing of each other")
  void decodersApart() {
    Packet one = event("one", new byte[] {1}, new byte[] {2});
    Packet two = event("two", new byte[] {3}, new byte[] {4});
    PacketDecoder first = decoder();
    PacketDecoder second = decoder();
    List<Message> ofOne = encode(one);
    List<Message> ofTwo = encode(two);
    int last = ofOne.size() - 1;
    for (int i = 0; i < last; i++) {
      assertThat(take(first, ofOne.get(i))).isEmpty();
      assertThat(take(second, ofTwo.get(i))).isEmpty();
    }
    assertThat(said(take(first, ofOne.get(last)).orElseThrow())).isEqualTo(said(one));
    assertThat(said(take(second, ofTwo.get(last)).orElseThrow())).isEqualTo(said(two));
  }

  @Test
  @DisplayName("a closed decoder has dropped the half of a packet, and closing twice does no harm")
  void closed() {
    PacketDecoder decoder = decoder();
    List<Message> messages = encode(event("e", new byte[] {1}, new byte[] {2}));
    messages.subList(0, messages.size() - 1).forEach(message -> take(decoder, message));
    decoder.close();
    decoder.close();
    Packet next = event("next");
    assertThat(said(decode(decoder, next))).isEqualTo(said(next));
  }

  @Test
  @DisplayName("one codec serves all threads")
  void threads() {
    List<CompletableFuture<Void>> workers = new ArrayList<>();
    for (int worker = 0; worker < 4; worker++) {
      long number = worker;
      workers.add(
          CompletableFuture.runAsync(
              () -> {
                PacketDecoder decoder = decoder();
                for (long i = 0; i < 500; i++) {
                  Packet packet = event("e", number, i, new byte[] {(byte) i}, "x".repeat((int) i));
                  assertThat(said(decode(decoder, packet))).isEqualTo(said(packet));
                }
              }));
    }
    CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).join();
  }

  @Test
  @DisplayName("what cannot be encoded is an EncodeException, and the next packet is not affected")
  void notEncodable() {
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    Object deep = "deep";
    for (int i = 0; i < CodecLimits.defaults().maxDepth(); i++) {
      deep = List.of(deep);
    }
    for (Object value : List.of(circular, deep)) {
      assertThatThrownBy(() -> encode(event("e", value))).isInstanceOf(EncodeException.class);
    }
    Packet next = event("e", List.of(1L));
    assertThat(said(decode(decoder(), next))).isEqualTo(said(next));
  }

  private static byte[] bytes(@Nullable Object value) {
    assertThat(value).isInstanceOf(byte[].class);
    return value instanceof byte[] bytes ? bytes : new byte[0];
  }
}
