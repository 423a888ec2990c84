package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Frames")
class FrameDecoderTest {
  private static final byte[] MASK = {(byte) 0xA1, 0x52, (byte) 0xC3, 0x04};

  private final List<String> got = new ArrayList<>();

  private final FrameDecoder.Sink sink =
      new FrameDecoder.Sink() {
        @Override
        public void text(String text) {
          got.add("text " + text);
        }

        @Override
        public void binary(ByteBuffer bytes) {
          got.add("binary " + hex(bytes));
        }

        @Override
        public void ping(ByteBuffer payload) {
          got.add("ping " + hex(payload));
        }

        @Override
        public void closed(int code, String reason) {
          got.add("closed " + code + " " + reason);
        }
      };

  static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  /** A client's frame; {@code first} is its first byte. */
  static ByteBuffer frame(int first, byte... payload) {
    ByteBuffer head = FrameHeader.of(first & 0x7F, payload.length, 4 + payload.length);
    head.put(0, (byte) first).put(1, (byte) (head.get(1) | 0x80)).put(MASK);
    for (int i = 0; i < payload.length; i++) {
      head.put((byte) (payload[i] ^ MASK[i & 3]));
    }
    return head.flip();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private FrameDecoder decoder() {
    return new FrameDecoder(1000, 3, null, sink);
  }

  private void decode(ByteBuffer... frames) throws ProtocolViolation {
    FrameDecoder decoder = decoder();
    for (ByteBuffer frame : frames) {
      while (frame.hasRemaining()) {
        decoder.decode(frame);
      }
    }
  }

  private int violation(ByteBuffer... frames) {
    return catchThrowableOfType(ProtocolViolation.class, () -> decode(frames)).code();
  }

  @Test
  @DisplayName("are unmasked with every alignment, in whatever pieces they come")
  void masks() throws ProtocolViolation {
    for (int length = 0; length < 40; length++) {
      byte[] payload = new byte[length];
      for (int i = 0; i < length; i++) {
        payload[i] = (byte) (i * 37);
      }
      for (int split = 0; split <= frame(0x82, payload).remaining(); split++) {
        ByteBuffer whole = frame(0x82, payload);
        got.clear();
        decode(whole.slice(0, split), whole.slice(split, whole.remaining() - split));

        assertThat(got).containsExactly("binary " + HexFormat.of().formatHex(payload));
      }
    }
  }

  @Test
  @DisplayName("make messages, with control frames in between")
  void fragments() throws ProtocolViolation {
    decode(
        frame(0x01, utf8("gr")),
        frame(0x89, (byte) 7),
        frame(0x80, utf8("\u00fc\u00df")),
        frame(0x88, (byte) 0x03, (byte) 0xE8, (byte) 'o', (byte) 'k'));

    assertThat(got).containsExactly("ping 07", "text gr\u00fc\u00df", "closed 1000 ok");
  }

  @Test
  @DisplayName("that break a rule or a limit are told with the code to close with")
  void violations() {
    assertThat(violation(frame(0x83))).isEqualTo(CloseCodes.PROTOCOL_ERROR);
    assertThat(violation(frame(0xC1))).isEqualTo(CloseCodes.PROTOCOL_ERROR);
    assertThat(violation(frame(0x80))).isEqualTo(CloseCodes.PROTOCOL_ERROR);
    assertThat(violation(frame(0x88, (byte) 0x03, (byte) 0xED)))
        .isEqualTo(CloseCodes.PROTOCOL_ERROR);
    assertThat(violation(frame(0x81, (byte) 0xC3))).isEqualTo(CloseCodes.INVALID_PAYLOAD);
    assertThat(violation(frame(0x82, new byte[1001]))).isEqualTo(CloseCodes.TOO_BIG);
    assertThat(violation(frame(0x01), frame(0x00), frame(0x00), frame(0x00)))
        .isEqualTo(CloseCodes.POLICY);
    assertThat(violation(FrameHeader.of(FrameHeader.TEXT, 0, 0).flip()))
        .as("without a mask")
        .isEqualTo(CloseCodes.PROTOCOL_ERROR);
    assertThat(got).isEmpty();
  }

  private static ProtocolViolation thrown(FrameDecoder decoder, ByteBuffer frame) {
    return catchThrowableOfType(ProtocolViolation.class, () -> decoder.decode(frame));
  }

  @Test
  @DisplayName("that reach a limit are told with its name, others without one")
  void limits() {
    assertThat(thrown(decoder(), frame(0x82, new byte[1001])).limit()).hasValue("maxMessageBytes");
    FrameDecoder fragments = new FrameDecoder(1000, 1, null, sink);
    assertThatCode(() -> fragments.decode(frame(0x01))).doesNotThrowAnyException();
    assertThat(thrown(fragments, frame(0x00)).limit()).hasValue("maxFragments");
    assertThat(thrown(decoder(), frame(0x83)).limit()).isEmpty();
    assertThat(ProtocolViolation.unfinishedMessage().code()).isEqualTo(CloseCodes.POLICY);
  }

  @Test
  @DisplayName("are unfinished from the first byte of a message to its last, whatever is between")
  void unfinished() throws ProtocolViolation {
    FrameDecoder decoder = decoder();
    assertThat(decoder.unfinished()).isZero();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      ByteBuffer first = frame(0x01, utf8("ab"));
      decoder.decode(first.slice(0, 1));
      long message = decoder.unfinished();
      assertThat(message).isPositive();
      assertThat(seen.add(message)).as("another message, another number").isTrue();
      decoder.decode(first.slice(1, 5));
      decoder.decode(first.slice(6, 1));
      assertThat(decoder.unfinished()).as("in the payload").isEqualTo(message);
      decoder.decode(first.slice(7, 1));
      assertThat(decoder.unfinished()).as("between two frames").isEqualTo(message);
      decoder.decode(frame(0x89, (byte) 7));
      assertThat(decoder.unfinished()).as("behind a ping").isEqualTo(message);
      decoder.decode(frame(0x80, utf8("c")));
      assertThat(decoder.unfinished()).isZero();
      ByteBuffer ping = frame(0x89, (byte) 7);
      decoder.decode(ping.slice(0, 3));
      assertThat(seen.add(decoder.unfinished())).as("half a ping").isTrue();
      decoder.decode(ping.slice(3, ping.remaining() - 3));
      assertThat(decoder.unfinished()).isZero();
    }
  }

  @Test
  @DisplayName("announce their length in the shortest form")
  void lengths() {
    assertThat(hex(FrameHeader.of(FrameHeader.TEXT, 125, 0).flip())).isEqualTo("817d");
    assertThat(hex(FrameHeader.of(FrameHeader.BINARY, 126, 0).flip())).isEqualTo("827e007e");
    assertThat(hex(FrameHeader.of(FrameHeader.RSV1 | FrameHeader.TEXT, 0xFFFF, 0).flip()))
        .isEqualTo("c17effff");
    assertThat(hex(FrameHeader.of(FrameHeader.TEXT, 0x10000, 0).flip()))
        .isEqualTo("817f0000000000010000");
  }

  @Test
  @DisplayName("of a close carry a reason that is cut between characters")
  void closePayload() {
    assertThat(FrameHeader.closePayload(CloseCodes.NONE, "x").hasRemaining()).isFalse();
    ByteBuffer payload = FrameHeader.closePayload(1000, "x" + "\u00fc".repeat(100));
    assertThat(payload.getShort()).isEqualTo((short) 1000);
    assertThat(StandardCharsets.UTF_8.decode(payload).toString())
        .isEqualTo("x" + "\u00fc".repeat(61));
  }
}
