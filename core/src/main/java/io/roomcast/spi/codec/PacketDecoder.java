package io.roomcast.spi.codec;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Makes packets of what one connection sends. Not thread-safe: its owner calls it serially. After
 * an exception it must not be used again.
 *
 * <p>It lets through only what is valid: an event has a name that is not reserved, a connect
 * carries an object or nothing, and so on.
 *
 * <pre>{@code
 * PacketDecoder decoder = codec.decoder(CodecLimits.defaults());
 * for (Message message : codec.encode(packet)) {
 *   Optional<Packet> complete = message instanceof Message.Text text
 *       ? decoder.text(text.text())
 *       : decoder.binary(((Message.Binary) message).bytes());
 *   complete.ifPresent(copy -> log.info("{} values", copy.data().size()));
 * }
 * }</pre>
 */
public interface PacketDecoder {

  /**
   * Takes a text message.
   *
   * @param text the message
   * @return the packet, if this completes one
   * @throws DecodeException if it is invalid
   */
  Optional<Packet> text(String text);

  /**
   * Takes a binary message.
   *
   * @param bytes the message; belongs to the decoder from now on
   * @return the packet, if this completes one
   * @throws DecodeException if it is invalid
   */
  Optional<Packet> binary(ByteBuffer bytes);

  /** Drops a half-received packet. */
  void close();
}
