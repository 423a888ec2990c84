package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;

@DisplayName("EIO-81 SEC-1 whatever a client of revision 3 sends is packets or malformed")
class CountedPayloadFuzzTest {

  @FuzzTest
  void text(byte[] body) {
    check(body, false, CountedPayloads.TEXT_ONLY);
  }

  @FuzzTest
  void binary(byte[] body) {
    check(body, true, CountedPayloads.BINARY);
  }

  /** What was decoded is encoded, and decodes to the same again. */
  private static void check(byte[] body, boolean binary, CountedPayloads format) {
    List<InboundPacket> packets = decode(body, binary);
    if (packets.isEmpty()) {
      return;
    }
    assertThat(packets.size()).isLessThanOrEqualTo(body.length / 3);
    List<EngineMessage> again = packets.stream().map(CountedPayloadFuzzTest::encode).toList();
    ByteBuffer encoded = format.encode(again).bytes();
    boolean binaryAgain =
        format.headers(again).contains("Content-Type", "application/octet-stream");
    byte[] copy = new byte[encoded.remaining()];
    encoded.get(copy);
    assertThat(decode(copy, binaryAgain)).isEqualTo(packets);
  }

  private static List<InboundPacket> decode(byte[] body, boolean binary) {
    List<InboundPacket> packets = new ArrayList<>();
    InboundPayload payload = CountedPayloads.BINARY.decode(ByteBuffer.wrap(body.clone()), binary);
    try {
      while (payload.hasNext()) {
        packets.add(payload.next());
      }
    } catch (MalformedPacketException expected) {
      assertThat(expected).hasMessageNotContaining("null");
      assertThat(payload.hasNext()).isFalse();
    }
    return packets;
  }

  private static EngineMessage encode(InboundPacket packet) {
    if (packet instanceof InboundPacket.Text text) {
      return EngineMessage.raw(EngineFixture.digit(text.type()) + text.data());
    }
    return EngineMessage.binary(((InboundPacket.Binary) packet).data());
  }

  @FuzzTest
  void frame(byte[] bytes) {
    try {
      assertThat(TypedFrames.BINARY.decode(ByteBuffer.wrap(bytes.clone()))).isNotNull();
    } catch (MalformedPacketException expected) {
      assertThat(bytes.length == 0 || bytes[0] != CountedForms.MESSAGE).isTrue();
    }
    try {
      assertThat(TypedFrames.BINARY.decode(new String(bytes, StandardCharsets.UTF_8))).isNotNull();
    } catch (MalformedPacketException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }
}
