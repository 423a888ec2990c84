package io.roomcast.adapter.redis;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.codec.DecodeException;
import org.junit.jupiter.api.DisplayName;

class ClassicFuzzTest {

  @DisplayName("RED-33 whatever is published, nothing but a DecodeException comes of it")
  @FuzzTest
  void fuzz(byte[] message) {
    try {
      var unused = ClassicEvent.read(message, "node01").map(ClassicEvent::toPacket);
    } catch (DecodeException refused) {
      // as it should be
    }
    try {
      var unused = ClassicRequest.read(Fields.of(Payload.read(message)));
    } catch (DecodeException refused) {
      // as it should be
    }
  }
}
