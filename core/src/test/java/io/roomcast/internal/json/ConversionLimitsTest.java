package io.roomcast.internal.json;

import static io.roomcast.internal.json.Conversions.IMAGE;
import static io.roomcast.internal.json.Conversions.argument;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.reflect.TypeToken;
import io.roomcast.internal.json.Conversions.Loose;
import io.roomcast.internal.json.Conversions.Node;
import io.roomcast.internal.json.Conversions.Suit;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.PacketDecoder;
import java.lang.reflect.Type;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a conversion may cost, whatever a client sends. */
class ConversionLimitsTest {
  static Stream<org.junit.jupiter.params.provider.Arguments> repeated() {
    return Stream.of(
        org.junit.jupiter.params.provider.Arguments.of("1", Integer.class),
        org.junit.jupiter.params.provider.Arguments.of("\"HEARTS\"", Suit.class),
        org.junit.jupiter.params.provider.Arguments.of("{\"anything\":1}", Loose.class),
        org.junit.jupiter.params.provider.Arguments.of(
            "{}", new TypeToken<Map<String, Integer>>() {}.getType()),
        org.junit.jupiter.params.provider.Arguments.of(IMAGE, byte[].class));
  }

  @ParameterizedTest
  @MethodSource
  @Timeout(60) // a path per value would copy 100 GB
  @DisplayName("SEC-2 SEC-18 many values under a name of a megabyte do not cost its length each")
  void repeated(String value, Type type) {
    int count = 100_000;
    String name = "k".repeat(1_000_000);
    PacketDecoder decoder =
        new JsonCodec(new Gson())
            .decoder(
                CodecLimits.defaults().withMaxValues(2_000_000).withMaxPacketBytes(20_000_000));
    decoder.text("51-[\"e\",{\"" + name + "\":[" + value + ("," + value).repeat(count - 1) + "]}]");
    Arguments data = decoder.binary(ByteBuffer.wrap(new byte[1])).orElseThrow().data();

    Type list = TypeToken.getParameterized(List.class, type).getType();
    Map<?, ?> map =
        (Map<?, ?>)
            data.get(1, TypeToken.getParameterized(Map.class, String.class, list).getType());

    assertThat((List<?>) map.get(name)).hasSize(count);
  }

  @Test
  @DisplayName("SEC-18 a client does not choose what this host looks up")
  void noLookups() {
    for (Class<?> type : List.of(InetAddress.class, Inet4Address.class, URL.class)) {
      for (Type wanted : List.of(type, TypeToken.getParameterized(Set.class, type).getType())) {
        String json = "\"http://host.invalid\"";
        assertThatThrownBy(() -> argument(wanted == type ? json : "[" + json + "]").get(1, wanted))
            .isInstanceOf(ConversionException.class)
            .hasMessageContaining("a string, not a " + type.getName() + ", which would look up");
      }
      assertThat(argument("null").get(1, type)).isNull();
    }
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                InetAddress.class,
                (JsonDeserializer<InetAddress>)
                    (json, type, context) -> InetAddress.getLoopbackAddress())
            .create();
    assertThat(argument(gson, "\"x\"").get(1, InetAddress.class))
        .isEqualTo(InetAddress.getLoopbackAddress());
  }

  @Test
  @DisplayName("SEC-18 a type that nests in itself is as deep as the limit allows")
  void recursiveType() {
    String deep = "{\"next\":".repeat(900) + "null" + "}".repeat(900);
    Arguments data =
        new JsonCodec(new Gson())
            .decoder(CodecLimits.defaults().withMaxDepth(1000))
            .text("2[\"a\"," + deep + "]")
            .orElseThrow()
            .data();

    int depth = 0;
    for (Node node = (Node) data.get(1, Node.class); node != null; node = node.next()) {
      depth++;
    }
    assertThat(depth).isEqualTo(900);
  }
}
