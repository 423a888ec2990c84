package io.roomcast.internal.json;

import static io.roomcast.internal.json.Conversions.IMAGE;
import static io.roomcast.internal.json.Conversions.argument;
import static io.roomcast.internal.json.Conversions.binary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.reflect.TypeToken;
import io.roomcast.internal.json.Conversions.Album;
import io.roomcast.internal.json.Conversions.Loose;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.ConversionException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attachments, which are binary and nothing else. */
class AttachmentConversionTest {
  @Test
  @DisplayName("SIO-4 attachments at any depth become byte[] and ByteBuffer")
  void attachments() {
    Arguments data =
        binary(
            "{\"byTopic\":{\"a\":[{\"name\":\"x\",\"content\":"
                + IMAGE
                + "}]},\"cover\":"
                + IMAGE
                + ",\"back\":"
                + IMAGE
                + "}");

    Album album = (Album) data.get(1, Album.class);

    assertThat(album.byTopic().get("a").get(0).content()).isEqualTo(new byte[] {1, 2});
    assertThat(album.cover()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(album.back().orElseThrow()).isEqualTo(new byte[] {1, 2});
    assertThat(binary(IMAGE).get(1, byte[].class)).isEqualTo(new byte[] {1, 2});
    assertThat(binary(IMAGE).get(1, Object.class)).isEqualTo(new byte[] {1, 2});
    assertThat((List<?>) binary("[" + IMAGE + "]").get(1, List.class))
        .first()
        .isEqualTo(new byte[] {1, 2});
    assertThat((byte[][]) binary("[" + IMAGE + "]").get(1, byte[][].class))
        .isEqualTo(new byte[][] {{1, 2}});
    assertThat(
            Neutrals.comparable(
                binary("{\"a\":{\"b\":" + IMAGE + "}}")
                    .get(1, new TypeToken<HashMap<String, Object>>() {}.getType())))
        .isEqualTo(Map.of("a", Map.of("b", ByteBuffer.wrap(new byte[] {1, 2}))));
  }

  @Test
  @DisplayName("a converted attachment is the receiver's own")
  void copies() {
    Arguments data = binary(IMAGE);
    ((byte[]) data.get(1, byte[].class))[0] = 9;
    ((ByteBuffer) data.get(1, ByteBuffer.class)).put(0, (byte) 9);

    assertThat(data.get(1, byte[].class)).isEqualTo(new byte[] {1, 2});
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.String, 'binary, not a string'",
    "java.lang.Integer, 'binary, not a number that fits'",
    "java.lang.Double, 'binary, not a number that fits'",
    "java.lang.Number, 'binary, not a number that fits'",
    "java.math.BigDecimal, 'binary, not a number that fits'",
    "java.util.UUID, 'binary, not a string'",
    "java.util.BitSet, 'binary that does not fit'",
    "java.util.concurrent.atomic.AtomicInteger, 'binary that does not fit'"
  })
  @DisplayName("an attachment is nothing but binary")
  void attachmentAsAnotherType(String type, String message) throws Exception {
    assertThatThrownBy(() -> binary(IMAGE).get(1, Class.forName(type)))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_placeholder\":true,\"num\":0}",
        "\"binary\"",
        "{\"bytes\":[1]}",
        "\"\\u0000attachment\"",
        "0"
      })
  @DisplayName("SEC-4 nothing that a client writes in JSON is taken for an attachment")
  void forgery(String json) {
    assertThatThrownBy(() -> argument(json).get(1, byte[].class))
        .isInstanceOf(ConversionException.class)
        .hasMessageEndingWith("not binary");
  }

  @Test
  @DisplayName("a component of type Object is neutral, but cannot hold an attachment")
  void objectComponent() {
    assertThat(argument("{\"anything\":[1,1.5]}").get(1, Loose.class))
        .isEqualTo(new Loose(List.of(1L, 1.5)));
    assertThatThrownBy(() -> binary("{\"anything\":" + IMAGE + "}").get(1, Loose.class))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("declare it as byte[]");
  }
}
