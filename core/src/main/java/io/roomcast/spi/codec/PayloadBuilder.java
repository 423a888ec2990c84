package io.roomcast.spi.codec;

/**
 * Makes a packet's {@link Arguments} of what a decoder reads, piece by piece, in little memory.
 * Serves one packet. Not thread-safe.
 *
 * <p>It keeps to the order of the calls that {@link ValueSink} describes and throws {@link
 * IllegalStateException} otherwise, but has no limits of its own: those of {@link CodecLimits} are
 * for the decoder to hold, before it calls.
 *
 * <pre>{@code
 * PayloadBuilder payload = values.payload();
 * payload.beginArray();
 * payload.string("order");
 * payload.integer(2);
 * payload.endArray();
 * Arguments event = payload.build(PacketType.EVENT); // as if a client had sent "order", 2
 * }</pre>
 */
public interface PayloadBuilder extends ValueSink {

  /**
   * Ends the payload, which consists of the one value that was taken, or of none where the packet
   * carries no payload.
   *
   * @param type of the packet
   * @return its values, which convert themselves to the application's types when asked
   * @throws DecodeException "invalid payload" if a packet of this type carries something else: a
   *     connect carries an object or nothing, a connect error an object or a string, a disconnect
   *     nothing, an event an array that begins with a number or a string that is not reserved, an
   *     ack an array
   * @throws IllegalStateException if an array or object has not ended, or there are two values
   */
  Arguments build(PacketType type);
}
