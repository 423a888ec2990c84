package io.roomcast.internal.recovery;

import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.Packet;
import java.util.List;

/**
 * An event with its offset, encoded once and shared by all who get it.
 *
 * @param offset names its place in what a client receives; the client gets it as last argument
 * @param packet the event, without the offset
 * @param unit the event's messages, the offset inside
 * @param replayed whether who missed it gets it later; volatile ones only mark their place
 */
public record SentEvent(String offset, Packet packet, List<EngineMessage> unit, boolean replayed) {

  int bytes() {
    int bytes = 0;
    for (EngineMessage message : unit) {
      bytes += message.length();
    }
    return bytes;
  }
}
