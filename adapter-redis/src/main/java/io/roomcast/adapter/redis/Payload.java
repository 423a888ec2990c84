package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roomcast.codec.msgpack.MessagePackReader;
import io.roomcast.codec.msgpack.NeutralCodec;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the classic adapter publishes, as bytes: JSON text, or MessagePack where there is binary
 * data; the first byte tells them apart. The reference never writes requests of binary data as
 * MessagePack, but reads them, and so keeps the data what it is. Values are in neutral form.
 */
final class Payload {
  private static final CodecLimits LIMITS = new CodecLimits(0, 1000, 64 << 20, 10_000_000);
  private static final NeutralCodec CODEC = new NeutralCodec(LIMITS);

  private Payload() {}

  /** JSON, or MessagePack where there is binary data. */
  static byte[] write(Map<String, ? extends @Nullable Object> object) {
    return NeutralCodec.hasBinary(object)
        ? CODEC.toMessagePack(object)
        : CODEC.toJson(object).getBytes(UTF_8);
  }

  static byte[] messagePack(Object value) {
    return CODEC.toMessagePack(value);
  }

  /**
   * Reads either. What JSON has of a Buffer of Node.js becomes binary data.
   *
   * @throws DecodeException if it is malformed, too large, too deep, or of too many values
   */
  static @Nullable Object read(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == '{'
        ? BufferForm.replaceIn(CODEC.fromJson(new String(bytes, UTF_8)))
        : CODEC.fromMessagePack(ByteBuffer.wrap(bytes));
  }

  /**
   * Whether MessagePack begins with an array of which this is the first element. The rest is not
   * read.
   *
   * @throws DecodeException if it begins with something else than such an array
   */
  static boolean beginsWith(byte[] bytes, String first) {
    MessagePackReader reader = new MessagePackReader(ByteBuffer.wrap(bytes), LIMITS);
    return reader.arrayHeader() > 0 && reader.string().equals(first);
  }

  /** Reads an array in MessagePack. */
  static List<?> readArray(byte[] bytes) {
    if (CODEC.fromMessagePack(ByteBuffer.wrap(bytes)) instanceof List<?> elements) {
      return elements;
    }
    throw new DecodeException("no array");
  }
}
