package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MsgpackDecoderTest {
  private static final String TYPE = "a474797065"; // the keys
  private static final String NSP = "a36e7370";
  private static final String DATA = "a464617461";
  private static final String ID = "a26964";
  private static final String EVENT = "83" + TYPE + "02" + NSP + "a12f" + DATA;

  private final PacketCodec codec = Samples.codec();

  private Packet decode(String hex) {
    return decode(hex, CodecLimits.defaults());
  }

  private Packet decode(String hex, CodecLimits limits) {
    return codec.decoder(limits).binary(ByteBuffer.wrap(Samples.bytes(hex))).orElseThrow();
  }

  private void refuses(String hex, String message) {
    assertThatThrownBy(() -> decode(hex)).isInstanceOf(DecodeException.class).hasMessage(message);
  }

  @SuppressWarnings("ArrayRecordComponent") // what applications write
  record Order(String itemName, int count, byte[] image, Optional<Instant> at) {}

  @Test
  @DisplayName("SIO-36 typed arguments are those of the JSON codec: records, generics, times, Gson")
  void typed() {
    Gson gson =
        new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    PacketCodec snake = Samples.codec(gson);
    Instant now = Instant.ofEpochMilli(1767323045006L);
    Order order = new Order("tea", 2, new byte[] {1, 2}, Optional.of(now));
    byte[] bytes =
        Samples.encode(
            snake,
            Packet.of(
                PacketType.EVENT,
                "/",
                Arguments.event(
                    "e", order, Map.of("k", List.of(order)), ByteBuffer.wrap(new byte[] {3}))));
    assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("item_name");
    Arguments arguments =
        snake.decoder(CodecLimits.defaults()).binary(ByteBuffer.wrap(bytes)).orElseThrow().data();

    Order decoded = (Order) arguments.get(1, Order.class);
    assertThat(decoded).usingRecursiveComparison().isEqualTo(order);
    Object byKey = arguments.get(2, new TypeToken<Map<String, List<Order>>>() {}.getType());
    assertThat(byKey).usingRecursiveComparison().isEqualTo(Map.of("k", List.of(order)));
    assertThat((byte[]) arguments.get(3)).containsExactly(3);
    assertThat(arguments.get(3, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(new byte[] {3}));
    assertThatThrownBy(() -> arguments.get(3, String.class))
        .isInstanceOf(ConversionException.class)
        .hasMessage("argument 2 is binary, not a string");
  }

  @Test
  @DisplayName("SIO-36 numbers keep their exact value")
  void exactNumbers() {
    Arguments numbers =
        decode(EVENT + "94 a165 cf ffffffffffffffff d3 8000000000000000 cb 7ff8000000000000")
            .data();
    assertThat(numbers.get(1, BigInteger.class)).isEqualTo(new BigInteger("18446744073709551615"));
    assertThat(numbers.get(1)).isEqualTo(new BigInteger("18446744073709551615"));
    assertThat(numbers.get(2)).isEqualTo(Long.MIN_VALUE);
    assertThat(numbers.get(3)).isEqualTo(Double.NaN);
    assertThatThrownBy(() -> numbers.get(3, double.class)).isInstanceOf(ConversionException.class);
    assertThatThrownBy(() -> numbers.get(1, long.class)).isInstanceOf(ConversionException.class);
    byte[] again =
        Samples.encode(
            codec,
            Packet.of(
                PacketType.ACK,
                "/",
                Arguments.of(new BigInteger("18446744073709551615"), Long.MIN_VALUE, 0.1f)));
    assertThat(Samples.hex(again))
        .endsWith("93cfffffffffffffffffd38000000000000000cb3fb999999999999a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  @DisplayName("SIO-10 SIO-38 a reserved event name is refused")
  void reserved(String event) {
    byte[] bytes = Samples.encode(codec, Packet.of(PacketType.EVENT, "/", Arguments.event(event)));
    refuses(Samples.hex(bytes), "invalid payload");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connection", "error", "message", "__proto__", "toString", ""})
  @DisplayName("SIO-10 other names are not")
  void unreserved(String event) {
    byte[] bytes = Samples.encode(codec, Packet.of(PacketType.EVENT, "/", Arguments.event(event)));
    assertThat(decode(Samples.hex(bytes)).data().get(0)).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(strings = {"90", "91 c0", "91 c3", "91 90", "91 80", "91 c400", "91 d40000"})
  @DisplayName("SIO-9 an event begins with a number or a string")
  void noName(String data) {
    refuses(EVENT + data, "invalid payload");
  }

  @Test
  @DisplayName("SIO-11 a number is the name of an event, too")
  void numericName() {
    assertThat(decode(EVENT + "91 2a").data().get(0)).isEqualTo(42L);
  }

  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "cf 001fffffffffffff, 9007199254740991",
    "d3 0000000000000007, 7",
    "cb 4000000000000000, 2",
    "ca 40000000, 2"
  })
  @DisplayName("SIO-14 an id is an integer of up to 2^53-1, in whatever form")
  void ids(String id, long value) {
    assertThat(decode("84" + EVENT.substring(2) + "91 a165" + ID + id).id()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff",
        "d0 80",
        "cf 0020000000000000",
        "cf ffffffffffffffff",
        "cb 3ff8000000000000",
        "cb 7ff8000000000000",
        "cb 7ff0000000000000",
        "a1 31",
        "c0",
        "90",
        "80",
        "c2"
      })
  @DisplayName("SIO-14 SIO-38 any other id is refused")
  void invalidIds(String id) {
    refuses("84" + EVENT.substring(2) + "91 a165" + ID + id, "invalid packet id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a0", "a1 61", "a2 612f", "a1 20"})
  @DisplayName("SIO-38 a namespace begins with a slash")
  void invalidNamespace(String namespace) {
    refuses("83" + TYPE + "02" + NSP + namespace + DATA + "91 a165", "invalid namespace");
  }

  @Test
  @DisplayName("SIO-37 keys may come in any order, and unknown ones are passed over")
  void anyOrder() {
    Packet packet =
        decode(
            ("86" + DATA + "92 a165 01")
                + ("a7 6f7074696f6e73" + "81 a161 93 01 c0 d40000")
                + ("05 c3" + ID + "07" + NSP + "a2 2f61" + TYPE + "02"));
    assertThat(packet.namespace()).isEqualTo("/a");
    assertThat(packet.id()).isEqualTo(7);
    assertThat(packet.data().toList()).isEqualTo(List.of("e", 1L));
  }

  @Test
  @DisplayName("SIO-38 two payloads are refused; of the other keys the last counts")
  void duplicates() {
    refuses("84" + EVENT.substring(2) + "91 a165" + DATA + "91 a165", "invalid payload");
    assertThat(decode("84" + EVENT.substring(2) + "91 a165" + NSP + "a2 2f61").namespace())
        .isEqualTo("/a");
  }

  @Test
  @DisplayName("SIO-38 text is refused")
  void text() {
    assertThatThrownBy(() -> codec.decoder(CodecLimits.defaults()).text("2[\"e\"]"))
        .isInstanceOf(DecodeException.class)
        .hasMessage("got plaintext data, where packets are MessagePack");
  }

  @Test
  @DisplayName("SIO-38 an empty message is refused")
  void empty() {
    refuses("", "invalid MessagePack: it ends too early");
  }

  @Test
  @DisplayName("SEC-18 the limits of depth, values and size hold to the last one")
  void limits() {
    String data = "92 a165 91 91 c0"; // three levels, five values
    CodecLimits exact = new CodecLimits(0, 3, EVENT.length() / 2 + 6, 5);
    assertThat(decode(EVENT + data, exact).data().size()).isEqualTo(2);
    for (CodecLimits tooLittle :
        List.of(
            exact.withMaxDepth(2),
            exact.withMaxValues(4),
            exact.withMaxPacketBytes(exact.maxPacketBytes() - 1))) {
      assertThatThrownBy(() -> decode(EVENT + data, tooLittle))
          .isInstanceOf(DecodeException.class)
          .message()
          .isIn("payload nested too deeply", "too many values", "packet too large");
    }
  }

  @Test
  @DisplayName("SEC-18 ten thousand levels are refused, in the payload and beside it")
  void deep() {
    refuses(EVENT + "91".repeat(10_000) + "c0", "payload nested too deeply");
    assertThat(
            decode("84" + EVENT.substring(2) + "91 a165" + "a178" + "91".repeat(10_000) + "c0")
                .data()
                .size())
        .isEqualTo(1);
  }

  @Test
  @DisplayName("SIO-36 what was decoded keeps nothing of the message")
  void copied() {
    byte[] bytes = Samples.bytes(EVENT + "92 a165 c4 01 07");
    Packet packet = codec.decoder(CodecLimits.defaults()).binary(ByteBuffer.wrap(bytes)).get();
    java.util.Arrays.fill(bytes, (byte) 0);
    assertThat((byte[]) packet.data().get(1)).containsExactly(7);
  }
}
