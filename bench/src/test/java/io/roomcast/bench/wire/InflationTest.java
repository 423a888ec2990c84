package io.roomcast.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InflationTest {
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

  @Test
  @DisplayName(
      "messages of a server that forgets are inflated each by itself, as often as they come")
  void alone() {
    try (Inflation inflation = new Inflation(false)) {
      byte[] one = deflated("one one one one");
      deflater.reset();
      byte[] two = deflated("two");

      for (byte[] message : List.of(two, one, one, two)) {
        assertThat(text(inflation, message)).isEqualTo(message == one ? "one one one one" : "two");
      }
    }
  }

  @Test
  @DisplayName("messages of a server that keeps its window refer to earlier ones")
  void together() {
    try (Inflation inflation = new Inflation(true)) {
      byte[] first = deflated("a text that comes twice");
      byte[] again = deflated("a text that comes twice");

      assertThat(text(inflation, first)).isEqualTo("a text that comes twice");
      assertThat(again.length).isLessThan(first.length);
      assertThat(text(inflation, again)).isEqualTo("a text that comes twice");
    }
  }

  @Test
  @DisplayName("a message may be much longer than it was")
  void large() {
    String text = "x".repeat(1_000_000);
    try (Inflation inflation = new Inflation(false)) {
      assertThat(text(inflation, deflated(text))).isEqualTo(text);
    }
  }

  @Test
  @DisplayName("what is not compressed, or inflates without an end, is no message")
  void refused() {
    byte[] bomb = deflated("x".repeat(17 * 1024 * 1024));
    try (Inflation inflation = new Inflation(false)) {
      byte[] nonsense = {(byte) 0xff, 1, 2};
      assertThatExceptionOfType(WireException.class)
          .isThrownBy(() -> inflation.inflate(nonsense, 0, 3))
          .withMessageContaining("not compressed");
      assertThatExceptionOfType(WireException.class)
          .isThrownBy(() -> inflation.inflate(bomb, 0, bomb.length))
          .withMessageContaining("inflates to more than");
    }
  }

  @Test
  @DisplayName("a reader inflates compressed frames, and takes others as they are")
  void frames() {
    byte[] compressed = Frames.fromServer(Frames.TEXT, deflated("compressed"));
    compressed[0] |= 0x40;
    byte[] plain = Frames.fromServer(Frames.TEXT, "plain".getBytes(StandardCharsets.UTF_8));
    List<String> read = new ArrayList<>();
    FrameReader.Sink sink =
        (opcode, bytes, offset, length) ->
            read.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
    try (Inflation inflation = new Inflation(false)) {
      FrameReader reader = FrameReader.ofServer(inflation);
      reader.read(compressed, 0, compressed.length, sink);
      reader.read(plain, 0, plain.length, sink);
    }

    assertThat(read).containsExactly("compressed", "plain");
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> FrameReader.ofServer().read(compressed, 0, compressed.length, sink));
  }

  /** As RFC 7692 has it: flushed, without the four bytes that end it. */
  private byte[] deflated(String text) {
    byte[] output = new byte[text.length() + 100];
    deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
    int length = deflater.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
    return Arrays.copyOf(output, length - 4);
  }

  private static String text(Inflation inflation, byte[] message) {
    return new String(inflation.inflate(message, 0, message.length), StandardCharsets.UTF_8);
  }
}
