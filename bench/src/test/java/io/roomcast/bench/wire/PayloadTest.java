package io.roomcast.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  @ParameterizedTest
  @ValueSource(ints = {Payload.MIN_SIZE, 32, 1024})
  @DisplayName("a payload tells who sent it and as which message")
  void roundTrip(int size) {
    Payload payload = new Payload(size);
    byte[] bytes = new byte[size + 6];
    payload.write(9_999_999_999L, 999_999, bytes, 3);

    assertThat(payload.isIntact(bytes, 3, size)).isTrue();
    assertThat(Payload.sequence(bytes, 3)).isEqualTo(9_999_999_999L);
    assertThat(Payload.origin(bytes, 3)).isEqualTo(999_999);
    assertThat(new String(bytes, 3, size, StandardCharsets.US_ASCII)).matches("[0-9a-z ]+");
    assertThat(bytes).startsWith(0, 0, 0).endsWith(0, 0, 0);
  }

  @Test
  @DisplayName("a kibibyte deflates to half, and where earlier ones are remembered to a third")
  void deflates() {
    assertThat(deflated(false)).isBetween(450, 550);
    assertThat(deflated(true)).isBetween(250, 400);
  }

  /** How many bytes one of many messages takes, as a server deflates them. */
  private static int deflated(boolean remembering) {
    Payload payload = new Payload(1024);
    byte[] message = new byte[1024];
    byte[] output = new byte[2048];
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    int messages = 300; // the text has come round more than once
    int total = 0;
    for (int i = 0; i < 2 * messages; i++) {
      payload.write(i, 0, message, 0);
      if (!remembering) {
        deflater.reset();
      }
      deflater.setInput(message);
      int length = deflater.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
      total += i < messages ? 0 : length;
    }
    deflater.end();
    return total / messages;
  }

  @Test
  @DisplayName("no byte can be changed unnoticed")
  void damage() {
    Payload payload = new Payload(32);
    byte[] bytes = new byte[32];
    payload.write(7, 3, bytes, 0);

    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= 1;
      assertThat(payload.isIntact(bytes, 0, bytes.length)).as("byte %d", i).isFalse();
      bytes[i] ^= 1;
    }
    assertThat(payload.isIntact(bytes, 0, bytes.length)).isTrue();
    assertThat(payload.isIntact(bytes, 0, bytes.length - 1)).isFalse();
  }

  @Test
  @DisplayName("what cannot be told is refused")
  void bounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Payload(Payload.MIN_SIZE - 1));
    Payload payload = new Payload(32);
    byte[] bytes = new byte[32];
    assertThatIllegalArgumentException().isThrownBy(() -> payload.write(-1, 0, bytes, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> payload.write(10_000_000_000L, 0, bytes, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> payload.write(0, 1_000_000, bytes, 0));
  }
}
