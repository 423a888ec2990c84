package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/**
 * Payloads of revision 3: each packet behind its length, as text, or as bytes where one of them is
 * binary and the client takes that (EIO-81). Clients send both.
 */
final class CountedPayloads implements PayloadFormat {
  static final CountedPayloads BINARY = new CountedPayloads(true);
  static final CountedPayloads TEXT_ONLY = new CountedPayloads(false);

  private final boolean sendsBinary;

  private CountedPayloads(boolean sendsBinary) {
    this.sendsBinary = sendsBinary;
  }

  @Override
  public OutboundPayload encode(List<EngineMessage> packets) {
    return isBinary(packets)
        ? joined(packets, CountedForms::binaryPayload)
        : joined(packets, CountedForms::textPayload);
  }

  private static OutboundPayload joined(
      List<EngineMessage> packets, Function<CountedForms, OutboundPayload> form) {
    if (packets.size() == 1) {
      return form.apply(packets.get(0).countedForms());
    }
    int length = 0;
    for (EngineMessage packet : packets) {
      length = Math.addExact(length, form.apply(packet.countedForms()).length());
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    for (EngineMessage packet : packets) {
      payload.put(form.apply(packet.countedForms()).bytes());
    }
    return new OutboundPayload(payload.flip());
  }

  private boolean isBinary(List<EngineMessage> packets) {
    if (sendsBinary) {
      for (EngineMessage packet : packets) {
        if (!packet.webSocketForm().isText()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public Headers headers(List<EngineMessage> packets) {
    return isBinary(packets) ? Answers.BINARY_PAYLOAD : Answers.TEXT_PAYLOAD;
  }

  @Override
  public boolean takesBinary() {
    return true;
  }

  @Override
  public InboundPayload decode(ByteBuffer body, boolean binary) {
    return binary ? new CountedBinaryDecoder(body) : new CountedTextDecoder(body);
  }
}
