package io.roomcast.adapter.redis;

import io.roomcast.codec.msgpack.MessagePackReader;
import io.roomcast.codec.msgpack.MessagePackWriter;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is published, as bytes: JSON text where it can be, MessagePack where there is binary data;
 * the first byte tells them apart. Values are in neutral form.
 */
final class Payload {
  private static final CodecLimits LIMITS =
      new CodecLimits(Integer.MAX_VALUE, 128, 64 << 20, 2_000_000);

  private Payload() {}

  /** JSON, or MessagePack where there is binary data. */
  static byte[] write(Map<String, ?> object) {
    return NeutralValues.hasBinary(object) ? messagePack(object) : JsonPayload.write(object);
  }

  static byte[] messagePack(Object value) {
    MessagePackWriter out = new MessagePackWriter();
    NeutralValues.write(value, out);
    return out.toByteArray();
  }

  /**
   * Reads either.
   *
   * @throws DecodeException if it is malformed, too large, too deep, or of too many values
   */
  static @Nullable Object read(byte[] bytes) {
    return isJson(bytes) ? JsonPayload.read(checked(bytes), LIMITS) : value(reader(bytes));
  }

  private static boolean isJson(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == '{';
  }

  /** For what is looked at piece by piece. */
  static MessagePackReader reader(byte[] bytes) {
    return new MessagePackReader(ByteBuffer.wrap(checked(bytes)), LIMITS);
  }

  /** The next value. */
  static @Nullable Object value(MessagePackReader reader) {
    NeutralValues values = NeutralValues.plain();
    reader.read(values);
    return values.result();
  }

  private static byte[] checked(byte[] bytes) {
    if (bytes.length > LIMITS.maxPacketBytes()) {
      throw new DecodeException("a message of " + bytes.length + " bytes");
    }
    return bytes;
  }
}
