package io.roomcast.spi.codec;

import java.util.List;

/**
 * Packets to messages and back. Thread-safe; one serves the whole server. Server and clients must
 * use the same one.
 *
 * <pre>{@code
 * record CountingCodec(PacketCodec codec, LongAdder packets) implements PacketCodec {
 *   public List<Message> encode(Packet packet) {
 *     packets.increment(); // a broadcast counts once
 *     return codec.encode(packet);
 *   }
 *
 *   public PacketDecoder decoder(CodecLimits limits) {
 *     return codec.decoder(limits);
 *   }
 * }
 *
 * LongAdder packets = new LongAdder();
 * Server.builder()
 *     .codec(values -> new CountingCodec(MsgpackCodec.factory().create(values), packets));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code parser} option.
 */
public interface PacketCodec {

  /**
   * Encodes a packet. Called on the emitting thread, once for all receivers. The messages share
   * nothing with the values, bytes included: those may change when this has returned.
   *
   * @param packet the packet
   * @return the messages, to be sent in this order with nothing in between: at least one
   * @throws EncodeException if a value cannot be encoded; nothing has been sent then
   */
  List<Message> encode(Packet packet);

  /**
   * A decoder for one connection.
   *
   * @param limits what it accepts
   * @return a new decoder
   */
  PacketDecoder decoder(CodecLimits limits);

  /** Makes the codec of a server. */
  @FunctionalInterface
  interface Factory {

    /**
     * Makes the codec. Called once, when the server is built.
     *
     * @param values converts to and from the application's types; a codec with means of its own may
     *     ignore it
     * @return the codec
     */
    PacketCodec create(ValueMapping values);
  }
}
