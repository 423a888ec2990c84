package io.roomcast.spi.transport.wire;

import static io.roomcast.spi.transport.wire.FrameDecoderTest.frame;
import static io.roomcast.spi.transport.wire.FrameDecoderTest.hex;
import static io.roomcast.spi.transport.wire.FrameDecoderTest.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.PerMessageDeflate;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("SEC-3 SEC-12 whatever frames a client sends, in whatever pieces, they mean the same")
class FrameDecoderFuzzTest {
  private static final int MAX_MESSAGE = 300;
  private static final int MAX_FRAGMENTS = 4;
  private static final Headers OFFER = Headers.of("Sec-WebSocket-Extensions", "permessage-deflate");

  /**
   * What came of some input.
   *
   * @param closeCode 0 where no rule was broken
   * @param consumed up to the end, or to where a rule was broken
   */
  private record Outcome(List<String> events, int closeCode, int consumed) {}

  static Stream<Named<byte[]>> seeds() {
    return Stream.of(
        seed("text", frame(0x81, utf8("gr\u00fc\u00df"))),
        seed("medium length", frame(0x82, new byte[200])),
        seed("too long", frame(0x82, new byte[MAX_MESSAGE + 1])),
        seed(
            "fragments with a ping in between",
            frame(0x01, utf8("a")),
            frame(0x89, (byte) 7),
            frame(0x00, utf8("b")),
            frame(0x80, utf8("c"))),
        seed(
            "fragments that are too long together",
            frame(0x02, new byte[MAX_MESSAGE]),
            frame(0x80, (byte) 1)),
        seed("too many fragments", frame(0x02), frame(0x00), frame(0x00), frame(0x00), frame(0x80)),
        seed("pong and close", frame(0x8A), frame(0x88, (byte) 3, (byte) -24, (byte) 'x')),
        seed("half a close code", frame(0x88, (byte) 3)),
        seed("malformed UTF-8", frame(0x81, (byte) 0xC3, (byte) 0x28)),
        seed("character cut in two", frame(0x01, (byte) 0xC3), frame(0x80, (byte) 0xA9)),
        seed("continuation of nothing", frame(0x80)),
        seed("reserved opcode", frame(0x83)),
        seed("unmasked", ByteBuffer.wrap(new byte[] {(byte) 0x81, 0})),
        seed(
            "length of eight bytes",
            ByteBuffer.wrap(new byte[] {(byte) 0x82, -1, -128, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0})),
        seed("compressed Hello", frame(0xC1, HexFormat.of().parseHex("f248cdc9c90700"))));
  }

  private static Named<byte[]> seed(String name, ByteBuffer... frames) {
    int length = Stream.of(frames).mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer bytes = ByteBuffer.allocate(length);
    Stream.of(frames).forEach(bytes::put);
    return named(name, bytes.array());
  }

  @MethodSource("seeds")
  @FuzzTest
  void plain(byte[] bytes) {
    Outcome whole = decode(bytes, bytes.length, Optional.empty());
    for (int size : new int[] {1, 3, 8}) {
      assertThat(decode(bytes, size, Optional.empty())).as("pieces of %s", size).isEqualTo(whole);
    }
    assertHeldIsBounded(bytes, whole.consumed());
  }

  @MethodSource("seeds")
  @FuzzTest
  void deflated(byte[] bytes) {
    Outcome whole = inflate(bytes, bytes.length);
    assertThat(inflate(bytes, 1)).isEqualTo(whole);
  }

  private static Outcome inflate(byte[] bytes, int pieces) {
    PerMessageDeflate options = PerMessageDeflate.defaults();
    try (DeflateExtension deflate =
        DeflateExtension.negotiate(options, OFFER, MAX_MESSAGE).orElseThrow()) {
      return decode(bytes, pieces, Optional.of(deflate));
    }
  }

  private static Outcome decode(byte[] bytes, int pieces, Optional<DeflateExtension> deflate) {
    List<String> events = new ArrayList<>();
    FrameDecoder decoder =
        new FrameDecoder(MAX_MESSAGE, MAX_FRAGMENTS, deflate.orElse(null), new Events(events));
    int consumed = 0;
    while (consumed < bytes.length) {
      ByteBuffer piece =
          ByteBuffer.wrap(bytes, consumed, Math.min(pieces, bytes.length - consumed));
      try {
        decoder.decode(piece);
      } catch (ProtocolViolation violation) {
        assertThat(CloseCodes.isSendable(violation.code())).isTrue();
        return new Outcome(events, violation.code(), piece.position());
      }
      assertThat(piece.position()).isGreaterThan(consumed);
      consumed = piece.position();
    }
    return new Outcome(events, 0, consumed);
  }

  /** Of the frames up to there, none was let in with which the message under way is too long. */
  private static void assertHeldIsBounded(byte[] bytes, int end) {
    ByteBuffer input = ByteBuffer.wrap(bytes, 0, end);
    long message = 0;
    int fragments = 0;
    while (input.remaining() >= 2) {
      int first = input.get();
      long length = input.get() & 0x7F;
      int more = (length == 126 ? 2 : length == 127 ? 8 : 0) + 4;
      if (input.remaining() <= more) {
        return; // no payload of it was taken
      }
      length = length == 126 ? input.getShort() & 0xFFFF : length == 127 ? input.getLong() : length;
      int mask = input.getInt();
      int payload = (int) Math.min(length, input.remaining());
      input.position(input.position() + payload);
      if ((first & 0x08) != 0) {
        assertThat(length).as("control frame, masked with %s", mask).isLessThanOrEqualTo(125);
        continue;
      }
      message += length;
      fragments++;
      assertThat(message).isLessThanOrEqualTo(MAX_MESSAGE);
      assertThat(fragments).isLessThanOrEqualTo(MAX_FRAGMENTS);
      if ((first & 0x80) != 0) {
        message = 0;
        fragments = 0;
      }
    }
  }

  private record Events(List<String> events) implements FrameDecoder.Sink {
    @Override
    public void text(String text) {
      assertThat(utf8(text).length).isLessThanOrEqualTo(MAX_MESSAGE);
      events.add("text " + text);
    }

    @Override
    public void binary(ByteBuffer bytes) {
      assertThat(bytes.remaining()).isLessThanOrEqualTo(MAX_MESSAGE);
      events.add("binary " + hex(bytes));
    }

    @Override
    public void ping(ByteBuffer payload) {
      events.add("ping " + hex(payload));
    }

    @Override
    public void closed(int code, String reason) {
      assertThat(code == CloseCodes.NONE || CloseCodes.isSendable(code)).isTrue();
      events.add("closed " + code + " " + reason);
    }
  }
}
