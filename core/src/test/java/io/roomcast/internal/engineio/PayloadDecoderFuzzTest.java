package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("SEC-1, SEC-3 whatever a client sends is either packets or a MalformedPacketException")
class PayloadDecoderFuzzTest {

  static Stream<byte[]> payloads() {
    return texts().map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** The packets of those. */
  static Stream<byte[]> frames() {
    return texts()
        .flatMap(text -> Arrays.stream(text.split("\u001e", -1)))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static Stream<String> texts() {
    return Stream.concat(PayloadTest.decodeVectors(), PayloadTest.encodeVectors())
        .map(vector -> vector.get("payload").getAsString());
  }

  @MethodSource("payloads")
  @FuzzTest
  void payload(byte[] payload) {
    PayloadDecoder decoder = new PayloadDecoder(ByteBuffer.wrap(payload));
    List<EngineMessage> again = new ArrayList<>();
    boolean malformed = false;
    try {
      while (decoder.hasNext()) {
        again.add(encode(decoder.next()));
      }
    } catch (MalformedPacketException e) {
      malformed = true;
    }
    assertThat(decoder.hasNext()).isFalse();
    if (!malformed) {
      // padding of base64 may have been missing, so what is compared is the second round
      ByteBuffer once = PayloadEncoder.encode(again).bytes();
      byte[] copy = new byte[once.remaining()];
      once.duplicate().get(copy);
      assertThat(copy.length).isLessThanOrEqualTo(payload.length + 2 * again.size());
      assertThat(PayloadEncoder.encode(decodeAll(copy)).bytes()).isEqualTo(once);
    }
  }

  @MethodSource("frames")
  @FuzzTest
  void frame(byte[] utf8) {
    try {
      InboundPacket packet = PacketText.decode(new String(utf8, StandardCharsets.UTF_8));
      assertThat(packet).isNotNull();
    } catch (MalformedPacketException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }

  private static List<EngineMessage> decodeAll(byte[] payload) {
    List<EngineMessage> packets = new ArrayList<>();
    PayloadDecoder decoder = new PayloadDecoder(ByteBuffer.wrap(payload));
    try {
      while (decoder.hasNext()) {
        packets.add(encode(decoder.next()));
      }
    } catch (MalformedPacketException e) {
      throw new AssertionError("what we encoded does not decode", e);
    }
    return packets;
  }

  private static EngineMessage encode(InboundPacket packet) {
    if (packet instanceof InboundPacket.Text text) {
      return EngineMessage.raw(EngineFixture.digit(text.type()) + text.data());
    }
    return EngineMessage.binary(((InboundPacket.Binary) packet).data());
  }
}
