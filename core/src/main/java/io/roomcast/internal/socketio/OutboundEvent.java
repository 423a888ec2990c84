package io.roomcast.internal.socketio;

import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.codec.Packet;
import java.util.List;

/**
 * An event for clients, encoded once however many get it.
 *
 * @param packet what it says
 * @param unit the same as sessions send it
 * @param isVolatile whether it is dropped where it cannot leave at once
 */
record OutboundEvent(Packet packet, List<EngineMessage> unit, boolean isVolatile) {

  /**
   * Encodes it.
   *
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded
   */
  static OutboundEvent of(Packet packet, EmitFlags flags, PacketEncoder encoder) {
    return new OutboundEvent(packet, encoder.encode(packet, flags.compress()), flags.isVolatile());
  }
}
