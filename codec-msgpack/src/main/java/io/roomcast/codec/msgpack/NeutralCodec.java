package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.ValueSink;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whole values in neutral form as JSON text or MessagePack: what servers tell each other. {@code
 * null}, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link Double}, {@link BigDecimal},
 * {@link String}, {@code byte[]}, and lists and maps of them. Thread-safe.
 *
 * <p>Whatever is read, nothing but a {@link DecodeException} comes of it; {@link
 * CodecLimits#maxDepth()}, {@link CodecLimits#maxValues()} and {@link CodecLimits#maxPacketBytes()}
 * hold. Doubles are exact, and so is all else from 2<sup>53</sup> on, or it is refused: in JSON a
 * number may have 1000 characters; in MessagePack it is an integer of 64 bits, signed or not, or
 * what a double {@linkplain io.roomcast.spi.codec.NeutralNumber says}.
 *
 * <p>What is over a limit is not written either: that is an {@link EncodeException}, and whatever
 * is written can be read with the same limits.
 *
 * <p>Example: {@link ClusterCodec}.
 */
public final class NeutralCodec {
  private final CodecLimits limits;

  /**
   * Makes a codec.
   *
   * @param limits what is written and accepted; of JSON text the characters count, not the bytes
   */
  public NeutralCodec(CodecLimits limits) {
    this.limits = limits;
  }

  /**
   * Writes JSON text. NaN and the infinities become null, as in JavaScript.
   *
   * @param value in neutral form
   * @return on one line
   * @throws EncodeException if there is binary data, a number of more than 1000 characters, or what
   *     is no neutral form
   */
  public String toJson(@Nullable Object value) {
    String json = NeutralJson.write(value, limits);
    if (json.length() > limits.maxPacketBytes()) {
      throw LimitedSink.tooLarge(limits);
    }
    return json;
  }

  /**
   * Reads JSON text, of which all must be one value.
   *
   * @param json the text
   * @return the value
   * @throws DecodeException if it is malformed, or over a limit
   */
  public @Nullable Object fromJson(String json) {
    check(json.length());
    NeutralBuilder value = new NeutralBuilder();
    NeutralJson.read(json, limits, value);
    return value.value();
  }

  /**
   * Writes MessagePack.
   *
   * @param value in neutral form
   * @return the bytes
   * @throws EncodeException if there is a number that MessagePack cannot hold, or what is no
   *     neutral form
   */
  public byte[] toMessagePack(@Nullable Object value) {
    MessagePackWriter out = new MessagePackWriter();
    write(value, new LimitedSink(out, limits));
    byte[] bytes = out.toByteArray();
    if (bytes.length > limits.maxPacketBytes()) {
      throw LimitedSink.tooLarge(limits);
    }
    return bytes;
  }

  /**
   * Reads MessagePack, of which all must be one value.
   *
   * @param bytes must not change meanwhile
   * @return the value
   * @throws DecodeException if it is malformed, or over a limit
   */
  public @Nullable Object fromMessagePack(ByteBuffer bytes) {
    check(bytes.remaining());
    MessagePackReader in = new MessagePackReader(bytes, limits);
    NeutralBuilder value = new NeutralBuilder();
    in.read(value);
    if (in.remaining() > 0) {
      throw new DecodeException(in.remaining() + " trailing bytes");
    }
    return value.value();
  }

  private void check(int size) {
    if (size > limits.maxPacketBytes()) {
      throw DecodeException.overLimit(
          "maxPacketBytes", "larger than " + limits.maxPacketBytes() + " bytes");
    }
  }

  /**
   * Whether there is binary data, which JSON cannot hold.
   *
   * @param value in neutral form
   * @return true if there is, at any depth
   */
  public static boolean hasBinary(@Nullable Object value) {
    if (value instanceof Iterable<?> elements) {
      for (Object element : elements) {
        if (hasBinary(element)) {
          return true;
        }
      }
      return false;
    } else if (value instanceof Map<?, ?> members) {
      return members.values().stream().anyMatch(NeutralCodec::hasBinary);
    }
    return value instanceof byte[];
  }

  private static void integer(BigInteger number, ValueSink sink) {
    if (number.bitLength() < Long.SIZE) {
      sink.integer(number.longValue());
    } else {
      sink.decimal(number.toString());
    }
  }

  /** Hands a value on piece by piece. */
  static void write(@Nullable Object value, ValueSink sink) {
    if (value == null) {
      sink.nullValue();
    } else if (value instanceof String text) {
      sink.string(text);
    } else if (value instanceof Boolean bool) {
      sink.bool(bool);
    } else if (value instanceof Long number) {
      sink.integer(number);
    } else if (value instanceof BigInteger number) {
      integer(number, sink);
    } else if (value instanceof Double number) {
      sink.floating(number);
    } else if (value instanceof BigDecimal number) {
      sink.decimal(number.toString());
    } else if (value instanceof byte[] bytes) {
      sink.binary(bytes);
    } else if (value instanceof Iterable<?> elements) {
      sink.beginArray();
      elements.forEach(element -> write(element, sink));
      sink.endArray();
    } else if (value instanceof Map<?, ?> members) {
      sink.beginObject();
      members.forEach(
          (name, member) -> {
            sink.name(String.valueOf(name));
            write(member, sink);
          });
      sink.endObject();
    } else {
      throw new EncodeException(value.getClass() + " is no neutral form");
    }
  }
}
