package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.PayloadBuilder;
import io.roomcast.spi.codec.ValueMapping;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other codecs than the JSON one build their packets with. */
class NeutralBuilderTest {
  private final ValueMapping values = new GsonMapping(new Gson(), 64);

  @SuppressWarnings("ArrayRecordComponent") // what applications write
  record Point(int x, byte[] seal) {}

  @Test
  @DisplayName("SIO-39 values come out as those of the JSON codec, and convert alike")
  void values() {
    byte[] bytes = {1};
    PayloadBuilder payload = values.payload();
    payload.beginArray();
    payload.string("e");
    payload.nullValue();
    payload.bool(true);
    payload.integer(Long.MIN_VALUE);
    payload.floating(1.5);
    payload.decimal("18446744073709551615");
    payload.beginObject();
    payload.name("x");
    payload.integer(7);
    payload.name("seal");
    payload.binary(bytes);
    payload.endObject();
    payload.beginArray();
    payload.endArray();
    payload.endArray();
    Arguments arguments = payload.build(PacketType.EVENT);

    assertThat(arguments.toList().subList(0, 6))
        .containsExactly(
            "e", null, true, Long.MIN_VALUE, 1.5, new BigInteger("18446744073709551615"));
    assertThat(arguments.get(5, double.class)).isEqualTo(0x1p64);
    assertThat(arguments.get(6)).isEqualTo(Map.of("x", 7L, "seal", bytes));
    assertThat((Point) arguments.get(6, Point.class))
        .satisfies(
            point -> {
              assertThat(point.x()).isEqualTo(7);
              assertThat(point.seal()).containsExactly(1);
            });
    assertThat(arguments.get(7)).isEqualTo(List.of());
    assertThat(arguments.get(1, Point.class)).isNull();
  }

  @Test
  @DisplayName("SIO-39 what was built can be sent on")
  void sentOn() {
    PayloadBuilder payload = values.payload();
    payload.beginArray();
    payload.integer(5);
    payload.binary(new byte[] {1, 2});
    payload.endArray();
    List<Message> messages =
        new JsonCodec(new Gson())
            .encode(Packet.of(PacketType.EVENT, "/", payload.build(PacketType.EVENT)));

    assertThat(Neutrals.readable(messages))
        .containsExactly("51-[5,{\"_placeholder\":true,\"num\":0}]", "binary:0102");
  }

  @ParameterizedTest
  @EnumSource(
      value = PacketType.class,
      names = {"CONNECT", "DISCONNECT"})
  @DisplayName("SIO-9 a connect and a disconnect need no payload")
  void noPayload(PacketType type) {
    assertThat(values.payload().build(type).size()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = PacketType.class,
      names = {"EVENT", "ACK", "CONNECT_ERROR"})
  @DisplayName("SIO-9 other packets need one")
  void missingPayload(PacketType type) {
    assertThatThrownBy(() -> values.payload().build(type))
        .isInstanceOf(DecodeException.class)
        .hasMessage("invalid payload");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1e", "0x10", "NaN", "1 "})
  @DisplayName("SIO-9 a decimal that is none is refused")
  void noDecimal(String text) {
    assertThatThrownBy(() -> values.payload().decimal(text))
        .isInstanceOf(DecodeException.class)
        .hasMessage("invalid payload");
    assertThatThrownBy(() -> values.payload().decimal("1".repeat(1101)))
        .isInstanceOf(DecodeException.class);
  }

  static Stream<Consumer<PayloadBuilder>> wrongOrders() {
    return Stream.of(
        PayloadBuilder::endArray,
        PayloadBuilder::endObject,
        payload -> payload.name("a"),
        payload -> {
          payload.beginArray();
          payload.endObject();
        },
        payload -> {
          payload.beginArray();
          payload.name("a");
        },
        payload -> {
          payload.beginObject();
          payload.endArray();
        },
        payload -> {
          payload.beginObject();
          payload.integer(1);
        },
        payload -> {
          payload.beginObject();
          payload.beginObject();
        },
        payload -> {
          payload.beginObject();
          payload.name("a");
          payload.name("b");
        },
        payload -> {
          payload.beginObject();
          payload.name("a");
          payload.endObject();
        },
        payload -> {
          payload.beginArray();
          payload.build(PacketType.ACK);
        },
        payload -> {
          payload.integer(1);
          payload.integer(2);
          payload.build(PacketType.ACK);
        });
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("a decoder that calls in a wrong order is told")
  void wrongOrders(Consumer<PayloadBuilder> wrong) {
    assertThatIllegalStateException().isThrownBy(() -> wrong.accept(values.payload()));
  }

  @Test
  @DisplayName("nesting beyond the first few levels is built")
  void deep() {
    PayloadBuilder payload = values.payload();
    for (int i = 0; i < 50; i++) {
      payload.beginArray();
    }
    for (int i = 0; i < 50; i++) {
      payload.endArray();
    }
    String nested = payload.build(PacketType.ACK).toString();
    assertThat(nested).isEqualTo("[".repeat(50) + "]".repeat(50));
  }
}
