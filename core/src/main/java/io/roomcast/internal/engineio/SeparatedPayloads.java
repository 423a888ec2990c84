package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.util.List;

/** Payloads of revision 4: text, with a separator between packets (EIO-26). */
final class SeparatedPayloads implements PayloadFormat {
  static final SeparatedPayloads INSTANCE = new SeparatedPayloads();

  private SeparatedPayloads() {}

  @Override
  public OutboundPayload encode(List<EngineMessage> packets) {
    return PayloadEncoder.encode(packets);
  }

  @Override
  public Headers headers(List<EngineMessage> packets) {
    return Answers.TEXT_PAYLOAD;
  }

  @Override
  public boolean takesBinary() {
    return false;
  }

  @Override
  public InboundPayload decode(ByteBuffer body, boolean binary) {
    return new PayloadDecoder(body);
  }
}
