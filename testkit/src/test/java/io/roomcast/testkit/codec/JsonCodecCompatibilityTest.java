package io.roomcast.testkit.codec;

import com.google.gson.Gson;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.spi.codec.PacketCodec;
import org.junit.jupiter.api.DisplayName;

@DisplayName("SIO-39 the JSON codec")
class JsonCodecCompatibilityTest extends PacketCodecCompatibilityKit {
  @Override
  protected PacketCodec.Factory codec() {
    return values -> new JsonCodec(new Gson());
  }
}
