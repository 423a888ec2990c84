package io.roomcast.spi.codec;

/**
 * Between what a codec reads and writes and the application's types, by way of the server's Gson:
 * records, annotated classes, {@code byte[]} and so on are the same with every codec that uses it.
 * Thread-safe. A codec is given it by the server; see {@link PacketCodec.Factory}.
 *
 * <pre>{@code
 * MessagePackWriter out = new MessagePackWriter();
 * values.write(packet, out); // whatever the application has given: records, lists, bytes
 * byte[] payload = out.toByteArray();
 * }</pre>
 */
public interface ValueMapping {

  /**
   * Writes the payload of a packet: the array of an event or an ack, the one value of another
   * packet, or nothing where there is none. Numbers come in the smallest call that loses nothing;
   * times come as text of ISO 8601.
   *
   * @param packet what the server sends, or what a client has sent
   * @param sink takes the payload; useless after an exception
   * @throws EncodeException if a value cannot be encoded, or is nested deeper than the server's
   *     {@link CodecLimits#maxDepth()}
   */
  void write(Packet packet, ValueSink sink);

  /**
   * Begins the payload of a packet that is being decoded.
   *
   * @return a new builder
   */
  PayloadBuilder payload();
}
