package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.reflect.TypeToken;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactNumberTest {
  private static final String LONG_FRACTION =
      "3.14159265358979323846264338327950288419716939937510";
  private static final String LONG_INTEGER = "123456789012345678901234567890";

  record Price(BigDecimal amount, BigInteger units, double rounded, Object anything) {}

  private final PacketDecoder decoder = new JsonCodec(new Gson()).decoder(CodecLimits.defaults());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.1",
        LONG_FRACTION,
        LONG_INTEGER,
        "-" + LONG_FRACTION,
        "9223372036854775808",
        "1234567890123456.7",
        "1.23456789012345678e-300",
        "1.2345678901234567e-310",
        "1e-350",
        "1e350",
        "-1.5E+399",
        "1e1099",
        "9007199254740993.0",
        "0.00000000000000000000000000000123456789012345678"
      })
  @DisplayName("a BigDecimal has the digits that the client wrote")
  void decimals(String number) {
    assertThat((BigDecimal) argument(number).get(1, BigDecimal.class)).isEqualByComparingTo(number);
  }

  @Test
  @DisplayName("a BigInteger has all its digits; a fraction beyond those of a double is one")
  void integers() {
    assertThat(argument(LONG_INTEGER).get(1, BigInteger.class))
        .isEqualTo(new BigInteger(LONG_INTEGER));
    assertThat(argument(LONG_INTEGER + ".000").get(1, BigInteger.class))
        .isEqualTo(new BigInteger(LONG_INTEGER));
    assertThat(argument("1.2345678901234567890e19").get(1, BigInteger.class))
        .isEqualTo(new BigInteger("12345678901234567890"));
    assertThat(argument("9007199254740993.0").get(1, long.class)).isEqualTo(9007199254740993L);
    assertThatThrownBy(() -> argument("1.00000000000000000001").get(1, BigInteger.class))
        .isInstanceOf(ConversionException.class);
    assertThatThrownBy(() -> argument("1.00000000000000000001").get(1, int.class))
        .isInstanceOf(ConversionException.class);
    assertThatThrownBy(() -> argument("9223372036854775808.0").get(1, long.class))
        .isInstanceOf(ConversionException.class);
  }

  @Test
  @DisplayName("exact at any depth, as a map's key, in a tree of Gson's and beside attachments")
  void everywhere() {
    Price price =
        (Price)
            argument(
                    "{\"amount\":%s,\"units\":%s,\"rounded\":%s,\"anything\":%s}"
                        .formatted(LONG_FRACTION, LONG_INTEGER, LONG_FRACTION, LONG_FRACTION))
                .get(1, Price.class);
    assertThat(price)
        .isEqualTo(
            new Price(
                new BigDecimal(LONG_FRACTION), new BigInteger(LONG_INTEGER), Math.PI, Math.PI));

    assertThat(
            argument("{\"" + LONG_FRACTION + "\":[" + LONG_INTEGER + "]}")
                .get(1, new TypeToken<Map<BigDecimal, List<BigInteger>>>() {}.getType()))
        .isEqualTo(Map.of(new BigDecimal(LONG_FRACTION), List.of(new BigInteger(LONG_INTEGER))));
    assertThat(
            argument("{\"" + LONG_INTEGER + "\":1}")
                .get(1, new TypeToken<Map<BigInteger, Integer>>() {}.getType()))
        .isEqualTo(Map.of(new BigInteger(LONG_INTEGER), 1));

    assertThat(((JsonElement) argument("[" + LONG_FRACTION + "]").get(1, JsonElement.class)))
        .hasToString("[" + LONG_FRACTION + "]");

    decoder.text("51-[\"e\",[" + LONG_FRACTION + ",{\"_placeholder\":true,\"num\":0}]]");
    Arguments binary = decoder.binary(ByteBuffer.wrap(new byte[1])).orElseThrow().data();
    assertThat(((List<?>) binary.get(1)).get(0)).isEqualTo(Math.PI);
  }

  @Test
  @DisplayName("the neutral form of a fraction below 2^53 stays a double, at any depth")
  void neutral() {
    Arguments data =
        argument("[" + LONG_FRACTION + ",{\"a\":" + LONG_FRACTION + "}]," + LONG_FRACTION);
    List<Object> expected = List.of(Math.PI, Map.of("a", Math.PI));

    assertThat(data.get(1)).isEqualTo(expected);
    assertThat(data.get(1, Object.class)).isEqualTo(expected);
    assertThat(data.get(2)).isEqualTo(Math.PI);
    assertThat(data.get(2, Object.class)).isEqualTo(Math.PI);
    assertThat(data.get(2, double.class)).isEqualTo(Math.PI);
    assertThat(data.get(2, float.class)).isEqualTo((float) Math.PI);
    assertThat(data.toList()).isEqualTo(List.of("event", expected, Math.PI));
    assertThat(data.get(1, List.class)).isEqualTo(expected);
    assertThat(data).hasToString(data.toList().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993.0",
        "-9007199254740992.5",
        "9.0071992547409930e15",
        "123456789012345678901234567890.5",
        "1.23456789012345678901e22",
        "9.9999999999999992e22",
        "-1e350",
        "1.5E+1099"
      })
  @DisplayName("a number from 2^53 on that no double says is a BigDecimal, in an echo and at depth")
  void beyondDoublesWithFraction(String number) {
    BigDecimal expected = new BigDecimal(number);
    Arguments data = argument(number + ",{\"a\":[" + number + "]}");
    Map<String, List<Object>> within = Map.of("a", List.of(expected));

    assertThat(data.get(1)).isEqualTo(expected);
    assertThat(data.get(1, Object.class)).isEqualTo(expected);
    assertThat(data.get(1, Number.class)).hasToString(number);
    assertThat(data.toList()).isEqualTo(List.of("event", expected, within));
    assertThat(data.get(2, Object.class)).isEqualTo(within);
    assertThat(data.get(2, new TypeToken<Map<String, Object>>() {}.getType())).isEqualTo(within);
    assertThat(((Price) argument("{\"anything\":" + number + "}").get(1, Price.class)).anything())
        .isEqualTo(expected);
    for (Arguments echo : List.of(data, Arguments.of(data.toList().toArray()))) {
      Message text = new JsonCodec(new Gson()).encode(Packet.of(PacketType.ACK, "/", echo)).get(0);
      Packet again = decoder.text(((Message.Text) text).text()).orElseThrow();
      assertThat(again.data().toList()).isEqualTo(data.toList());
      assertThat(((Message.Text) text).text()).hasSizeLessThan(2 * number.length() + 40);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3.5e22", "1e23", "-9.007199254740994e15", "1.7976931348623157e308", "1e16"})
  @DisplayName("a number from 2^53 on that a double says is one, and is written as JavaScript does")
  void saidByDoubles(String number) {
    Arguments data = argument(number);
    assertThat(data.get(1)).isEqualTo(Double.valueOf(number));
    Arguments echo = Arguments.of(data.toList().toArray());
    Message text = new JsonCodec(new Gson()).encode(Packet.of(PacketType.ACK, "/", echo)).get(0);
    String written = ((Message.Text) text).text().replaceAll("3\\[\"event\",|\\]", "");
    assertThat(new BigDecimal(written)).isEqualByComparingTo(number);
    assertThat((BigDecimal) data.get(1, BigDecimal.class)).isEqualByComparingTo(number);
  }

  @Test
  @DisplayName("a number beyond any double is none, and its neutral form not infinite")
  void noInfinity() {
    assertThat(argument("1e350").get(1)).isEqualTo(new BigDecimal("1e350"));
    assertThatThrownBy(() -> argument("1e350").get(1, double.class))
        .isInstanceOf(ConversionException.class);
    for (String number : List.of("1e1100", "-1e999999999", "1e99999999999999999999")) {
      assertThatThrownBy(() -> argument(number))
          .isInstanceOf(DecodeException.class)
          .hasMessage("a number is too large");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "100000000000000000000",
        LONG_INTEGER,
        "-" + LONG_INTEGER
      })
  @DisplayName("an integer of any size keeps its digits in neutral form, and in an echo")
  void integersInNeutralForm(String number) {
    BigInteger exact = new BigInteger(number);
    Object expected = exact.bitLength() < Long.SIZE ? (Object) exact.longValue() : exact;
    Arguments data = argument(number + ",{\"a\":[" + number + "]}");

    assertThat(data.get(1)).isEqualTo(expected);
    assertThat(data.get(1, Object.class)).isEqualTo(expected);
    assertThat(data.get(1, Number.class)).hasToString(number);
    assertThat(data.get(1, double.class)).isEqualTo(exact.doubleValue());
    Map<String, List<Object>> within = Map.of("a", List.of(expected));
    assertThat(data.toList()).isEqualTo(List.of("event", expected, within));
    assertThat(data.get(2, Object.class)).isEqualTo(within);
    assertThat(data.get(2, new TypeToken<Map<String, Object>>() {}.getType())).isEqualTo(within);
    assertThat(
            new JsonCodec(new Gson())
                .encode(Packet.of(PacketType.ACK, "/", Arguments.of(data.toList().toArray()))))
        .isEqualTo(
            List.of(new Message.Text("3[\"event\",%s,{\"a\":[%s]}]".formatted(number, number))));
  }

  @Test
  @DisplayName("an integer beyond any double is exact, and no double")
  void beyondDoubles() {
    String digits = "9".repeat(NumberText.MAX_LENGTH);
    assertThat(argument(digits).get(1)).isEqualTo(new BigInteger(digits));
    assertThat(argument(digits).get(1, BigInteger.class)).isEqualTo(new BigInteger(digits));
    assertThat(argument(digits).get(1, BigDecimal.class)).isEqualTo(new BigDecimal(digits));
    assertThatThrownBy(() -> argument(digits).get(1, double.class))
        .isInstanceOf(ConversionException.class);
  }

  @Test
  @Timeout(60) // 10^999999999 would take hours
  @DisplayName("SEC-18 an exponent of any size costs nothing")
  void largeExponents() {
    for (Class<?> type : List.of(BigInteger.class, BigDecimal.class, Long.class)) {
      for (String number : List.of("1e999999999", "12345678901234567890e+1081")) {
        assertThatThrownBy(() -> argument(number)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(
                () ->
                    argument("{\"" + number + "\":1}")
                        .get(
                            1, TypeToken.getParameterized(Map.class, type, Object.class).getType()))
            .isInstanceOf(ConversionException.class);
      }
      Object tiny = argument("12345678901234567890e-999999999").get(1, type);
      assertThat(((Number) tiny).doubleValue()).isZero();
    }
  }

  private Arguments argument(String json) {
    return decoder.text("2[\"event\"," + json + "]").orElseThrow().data();
  }
}
