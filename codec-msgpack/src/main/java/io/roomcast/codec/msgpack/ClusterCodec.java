package io.roomcast.codec.msgpack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterForm;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import java.nio.ByteBuffer;

/**
 * Messages between servers as bytes, the way that servers of Node.js write and read them: JSON
 * text, or MessagePack where there is binary data. With it, a {@link
 * io.roomcast.spi.adapter.cluster.ClusterWire} only carries bytes. Thread-safe.
 *
 * <pre>{@code
 * byte[] write(ClusterCodec codec, ClusterEnvelope envelope) {
 *   return codec.encode(envelope);
 * }
 *
 * void read(ClusterCodec codec, byte[] bytes, ClusterInbox inbox) {
 *   inbox.receive(bytes, codec::decode);
 * }
 * }</pre>
 *
 * <p>By default a message may have 64 MB, 10 million values, and a nesting of 1000, whether it is
 * written or read. Nothing but a {@link DecodeException} comes of what is read.
 */
public final class ClusterCodec {
  private static final CodecLimits DEFAULTS = new CodecLimits(0, 1000, 64 << 20, 10_000_000);

  private final NeutralCodec values;

  /** With the defaults. */
  public ClusterCodec() {
    this(DEFAULTS);
  }

  /**
   * With limits of one's own.
   *
   * @param limits what is written and accepted
   */
  public ClusterCodec(CodecLimits limits) {
    this.values = new NeutralCodec(limits);
  }

  /**
   * How values are written and read, for a wire that has places of its own for the rest.
   *
   * @return with the same limits
   */
  public NeutralCodec values() {
    return values;
  }

  /**
   * Writes a message.
   *
   * @param envelope the message, and whose it is
   * @return JSON text in UTF-8, or MessagePack where there is binary data
   * @throws EncodeException if it is over a limit
   */
  public byte[] encode(ClusterEnvelope envelope) {
    Object form = ClusterForm.write(envelope);
    return NeutralCodec.hasBinary(form)
        ? values.toMessagePack(form)
        : values.toJson(form).getBytes(UTF_8);
  }

  /**
   * Writes a message in MessagePack, whatever there is.
   *
   * @param envelope the message, and whose it is
   * @return MessagePack
   * @throws EncodeException if it is over a limit
   */
  public byte[] encodeMessagePack(ClusterEnvelope envelope) {
    return values.toMessagePack(ClusterForm.write(envelope));
  }

  /**
   * Reads a message in either form.
   *
   * @param bytes must not change meanwhile
   * @return the message, and whose it is
   * @throws DecodeException if it is malformed, over a limit, or of an unknown type
   */
  public ClusterEnvelope decode(byte[] bytes) {
    return ClusterForm.read(
        bytes.length > 0 && bytes[0] == '{'
            ? values.fromJson(new String(bytes, UTF_8))
            : values.fromMessagePack(ByteBuffer.wrap(bytes)));
  }
}
