package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A body that is collected")
class BodyBufferTest {
  private static final byte[] MASK = {0x11, 0x22, 0x44, (byte) 0x88};

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("is unmasked byte by byte, whatever the byte order of the buffer that it came in")
  void unmasked(boolean bigEndian) {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] plain = new byte[29];
    byte[] masked = new byte[plain.length + 1];
    for (int i = 0; i < plain.length; i++) {
      plain[i] = (byte) (i * 37);
      masked[i] = (byte) (plain[i] ^ MASK[i % MASK.length]);
    }
    ByteBuffer source = ByteBuffer.wrap(masked).order(order);
    BodyBuffer body = new BodyBuffer();
    body.appendUnmasked(source, plain.length, ByteBuffer.wrap(MASK).getInt());
    assertThat(body.take()).isEqualTo(ByteBuffer.wrap(plain));
    assertThat(source.remaining()).isEqualTo(1);
    assertThat(source.order()).isEqualTo(order);
  }

  @Test
  @DisplayName("grows with what arrives, and starts anew when it is taken")
  void grows() {
    BodyBuffer body = new BodyBuffer();
    body.append(ByteBuffer.wrap(new byte[] {1, 2}));
    body.append(ByteBuffer.wrap(new byte[] {3}));
    assertThat(body.size()).isEqualTo(3);
    assertThat(body.at(2)).isEqualTo((byte) 3);
    assertThat(body.take()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(body.size()).isZero();
  }
}
