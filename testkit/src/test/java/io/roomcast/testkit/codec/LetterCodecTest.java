package io.roomcast.testkit.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.PacketCodec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SIO-39 the codec of docs/codecs.md")
class LetterCodecTest extends PacketCodecCompatibilityKit {
  @Override
  protected PacketCodec.Factory codec() {
    return LetterCodec::new;
  }

  @Test
  @DisplayName("writes what its page says")
  void asDocumented() {
    assertThat(encode(event("hello", 42)))
        .containsExactly(new Message.Text("i2;i-1;s1:/[s5:helloi42;]"));
  }
}
