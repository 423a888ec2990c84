package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
  private static final String ONE_ATTACHMENT = "51-[\"a\",{\"_placeholder\":true,\"num\":0}]";

  private final JsonCodec codec = new JsonCodec(new Gson());
  private final PacketDecoder decoder = codec.decoder(CodecLimits.defaults());

  @Test
  @DisplayName("SIO-1 SIO-2 an event with namespace, id and attachments")
  void binaryEvent() {
    assertThat(
            decoder.text(
                "52-/cool,23[\"a\",{\"_placeholder\":true,\"num\":1},"
                    + "{\"x\":{\"_placeholder\":true,\"num\":0}}]"))
        .isEmpty();
    assertThat(decoder.binary(bytes(1))).isEmpty();
    Packet packet = decoder.binary(bytes(2)).orElseThrow();

    assertThat(packet.type()).isEqualTo(PacketType.EVENT);
    assertThat(packet.namespace()).isEqualTo("/cool");
    assertThat(packet.id()).isEqualTo(23);
    assertThat(packet.data().get(1)).isEqualTo(new byte[] {2});
    assertThat(Neutrals.comparable(packet.data().get(2))).isEqualTo(Map.of("x", bytes(1)));
  }

  @Test
  @DisplayName("SIO-6 a namespace may be /, end with the packet, hold a question mark")
  void namespaces() {
    assertThat(decoder.text("0/").orElseThrow().namespace()).isEqualTo("/");
    assertThat(decoder.text("0/admin").orElseThrow().namespace()).isEqualTo("/admin");
    assertThat(decoder.text("1/custom").orElseThrow().namespace()).isEqualTo("/custom");
    assertThat(decoder.text("0/q?a=b,{}").orElseThrow().namespace()).isEqualTo("/q?a=b");
  }

  @Test
  @DisplayName("SIO-7 in a packet without attachments a placeholder is plain data")
  void placeholderAsData() {
    Packet packet = decoder.text("2[\"a\",{\"_placeholder\":true,\"num\":0}]").orElseThrow();

    assertThat(packet.data().get(1)).isEqualTo(Map.of("_placeholder", true, "num", 0L));
    assertThatThrownBy(() -> packet.data().get(1, byte[].class))
        .hasMessage("argument 0 is an object, not binary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1",
        "0.5",
        "1e30",
        "1e350",
        "\"0\"",
        "\"splice\"",
        "null",
        "true",
        "[0]",
        "{}",
        "{\"_placeholder\":true,\"num\":0}"
      })
  @DisplayName("SIO-8 SEC-4 a placeholder's number must be that of an attachment")
  void badPlaceholder(String num) {
    decoder.text("51-[\"a\",{\"_placeholder\":true,\"num\":" + num + "}]");

    assertThatThrownBy(() -> decoder.binary(bytes(1)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("illegal attachments");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0[]",
        "0null",
        "0\"a\"",
        "1{}",
        "2",
        "212",
        "2{}",
        "2[]",
        "2[null]",
        "2[true]",
        "2[{}]",
        "2[{\"toString\":1}]",
        "2[[\"a\"]]",
        "3{}",
        "3\"a\"",
        "4[]",
        "4null",
        "41true",
        "51-",
        "51-{}",
        "51-[{\"_placeholder\":true,\"num\":0}]",
        "61-{}"
      })
  @DisplayName("SIO-9 SIO-15 SEC-5 a payload must be what its type asks for")
  void payloadOfAnotherKind(String text) {
    assertThatThrownBy(() -> decoder.text(text))
        .isInstanceOf(DecodeException.class)
        .hasMessage("invalid payload");
  }

  @Test
  @DisplayName("SIO-9 what a connect and a connect error may carry")
  void objects() {
    assertThat(decoder.text("0").orElseThrow().data().size()).isZero();
    assertThat(decoder.text("0{\"a\":1}").orElseThrow().data().toList())
        .isEqualTo(List.of(Map.of("a", 1L)));
    assertThat(decoder.text("4\"no\"").orElseThrow().data().toList()).isEqualTo(List.of("no"));
    assertThat(decoder.text("4{}").orElseThrow().data().toList()).isEqualTo(List.of(Map.of()));
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
  @DisplayName("SIO-10 a reserved event name is refused, in whatever notation")
  void reservedNames(String name) {
    assertThatThrownBy(() -> decoder.text("2[\"" + name + "\"]")).hasMessage("invalid payload");
    String escaped = String.format("\\u%04x", (int) name.charAt(0)) + name.substring(1);
    assertThatThrownBy(() -> decoder.text("2[\"" + escaped + "\"]")).hasMessage("invalid payload");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"connection", "error", "message", "__proto__", "constructor", "toString", ""})
  @DisplayName("SIO-10 SEC-17 other names are ordinary, those of JavaScript's prototypes too")
  void ordinaryNames(String name) {
    Packet packet = decoder.text("2[\"" + name + "\",{\"" + name + "\":1}]").orElseThrow();

    assertThat(packet.data().toList()).isEqualTo(List.of(name, Map.of(name, 1L)));
  }

  @Test
  @DisplayName("SIO-11 a number is a legal event name")
  void numericName() {
    assertThat(decoder.text("2[1,\"x\"]").orElseThrow().data().get(0)).isEqualTo(1L);
  }

  @ParameterizedTest
  @CsvSource({
    "5, Illegal attachments",
    "51, Illegal attachments",
    "5-[\"a\"], Illegal attachments",
    "50-[\"a\"], Illegal attachments",
    "500000-[\"a\"], Illegal attachments",
    "5 1-[\"a\"], Illegal attachments",
    "51e1-[\"a\"], Illegal attachments",
    "50x2-[\"a\"], Illegal attachments",
    "61.0-[], Illegal attachments",
    "5+1-[\"a\"], Illegal attachments",
    "511-[\"a\"], too many attachments",
    "599999999999999999999999-[\"a\"], too many attachments"
  })
  @DisplayName("SIO-12 SEC-7 SEC-8 a count is digits and a dash, 1 to the limit")
  void attachmentCount(String text, String message) {
    assertThatThrownBy(() -> decoder.text(text))
        .isInstanceOf(DecodeException.class)
        .hasMessage(message);
  }

  @Test
  @DisplayName("SIO-12 the limit of attachments is the configured one")
  void attachmentLimit() {
    assertThat(limited(2, 64, 1000).text("52-[\"a\"]")).isEmpty();
    assertThatThrownBy(() -> limited(2, 64, 1000).text("53-[\"a\"]"))
        .hasMessage("too many attachments");
    assertThatThrownBy(() -> limited(0, 64, 1000).text("51-[\"a\"]"))
        .hasMessage("too many attachments");
  }

  @Test
  @DisplayName("SIO-13 unknown types, text among attachments and binary without a header")
  void outOfOrder() {
    assertThatThrownBy(() -> decoder.text("7")).hasMessage("unknown packet type 7");
    assertThatThrownBy(() -> decoder.text("")).hasMessage("unknown packet type NaN");
    assertThatThrownBy(() -> decoder.text("\u0662[\"a\"]")).hasMessage("unknown packet type NaN");
    assertThatThrownBy(() -> decoder.binary(bytes(1)))
        .hasMessage("got binary data when not reconstructing a packet");
    decoder.text(ONE_ATTACHMENT);
    assertThatThrownBy(() -> decoder.text("2[\"a\"]"))
        .hasMessage("got plaintext data when reconstructing a packet");
  }

  @Test
  @DisplayName("SIO-14 an id is digits up to 2^53-1")
  void ids() {
    assertThat(decoder.text("29007199254740991[\"a\"]").orElseThrow().id())
        .isEqualTo(Packet.MAX_ID);
    assertThat(decoder.text("2007[\"a\"]").orElseThrow().id()).isEqualTo(7);
    assertThatThrownBy(() -> decoder.text("29007199254740992[\"a\"]")).hasMessage("invalid id");
    assertThatThrownBy(() -> decoder.text("2" + "9".repeat(100_000) + "[\"a\"]"))
        .hasMessage("invalid id");
    assertThatThrownBy(() -> decoder.text("2 [\"a\"]")).hasMessage("invalid payload");
    assertThatThrownBy(() -> decoder.text("2\u0663[\"a\"]")).hasMessage("invalid payload");
  }

  @Test
  @DisplayName("SIO-15 an ack without a payload has no values")
  void emptyAck() {
    assertThat(decoder.text("312").orElseThrow().data().size()).isZero();
    assertThat(decoder.text("312").orElseThrow().id()).isEqualTo(12);
  }

  @Test
  @DisplayName("SIO-16 closing drops a half-received packet; then it decodes afresh")
  void closing() {
    decoder.text(ONE_ATTACHMENT);
    decoder.close();

    assertThat(decoder.text("2[\"b\"]").orElseThrow().data().get(0)).isEqualTo("b");
    assertThatThrownBy(() -> decoder.binary(bytes(1)))
        .hasMessage("got binary data when not reconstructing a packet");
  }

  @Test
  @DisplayName("SIO-16 each connection has a decoder of its own")
  void independentDecoders() {
    decoder.text(ONE_ATTACHMENT);

    assertThat(codec.decoder(CodecLimits.defaults()).text("2[\"b\"]")).isPresent();
    assertThat(decoder.binary(bytes(7))).isPresent();
  }

  @Test
  @DisplayName("SEC-7 the size limit counts the text in UTF-8 and all attachments")
  void packetSize() {
    String text = "52-[\"a\",\"\u00e9\ud55c\ud83d\ude00\"]"; // 2, 3 and 4 bytes
    int size = text.length() - 4 + 9;
    assertThat(limited(2, 64, size).text(text)).isEmpty();
    assertThatThrownBy(() -> limited(2, 64, size - 1).text(text)).hasMessage("packet too large");

    PacketDecoder exact = limited(2, 64, size + 2);
    exact.text(text);
    exact.binary(bytes(1));
    assertThat(exact.binary(bytes(2))).isPresent();

    PacketDecoder small = limited(2, 64, size + 1);
    small.text(text);
    small.binary(bytes(1));
    assertThatThrownBy(() -> small.binary(bytes(2))).hasMessage("packet too large");
  }

  @Test
  @DisplayName("an attachment may be a slice of a larger buffer, or read-only")
  void slices() {
    for (ByteBuffer buffer :
        List.of(
            ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2),
            ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2).slice(),
            ByteBuffer.wrap(new byte[] {1, 2}).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(2).put(new byte[] {1, 2}).flip())) {
      decoder.text(ONE_ATTACHMENT);
      assertThat(decoder.binary(buffer).orElseThrow().data().get(1)).isEqualTo(new byte[] {1, 2});
    }
  }

  @Test
  @DisplayName("what was decoded cannot be changed")
  void immutable() {
    decoder.text("51-[\"a\",{\"b\":[1]},[{}]]");
    Packet packet = decoder.binary(bytes(1)).orElseThrow();
    Map<?, ?> object = (Map<?, ?>) packet.data().get(1);

    assertThatThrownBy(object::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(((List<?>) object.get("b"))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(packet.data().toList()::clear)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private PacketDecoder limited(int attachments, int depth, int bytes) {
    return codec.decoder(
        CodecLimits.defaults()
            .withMaxAttachments(attachments)
            .withMaxDepth(depth)
            .withMaxPacketBytes(bytes));
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }
}
