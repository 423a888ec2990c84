package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.testkit.codec.PacketCodecCompatibilityKit;
import org.junit.jupiter.api.DisplayName;

@DisplayName("SIO-39 the MessagePack codec")
class MsgpackCompatibilityTest extends PacketCodecCompatibilityKit {
  @Override
  protected PacketCodec.Factory codec() {
    return MsgpackCodec.factory();
  }
}
