package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.ValueSink;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads MessagePack of a stranger, value by value, in the dialects of the npm package {@code
 * notepack.io}, versions 2 and 3. Does no I/O. Not thread-safe.
 *
 * <p>Whatever the bytes are, nothing but a {@link DecodeException} comes of them, and no more
 * memory is taken than they fill: a length that is announced counts for nothing until as many bytes
 * are there. {@link CodecLimits#maxDepth()} and {@link CodecLimits#maxValues()} hold as they do for
 * JSON, {@code maxValues} for all that one reader {@linkplain #read reads} or {@linkplain #skip
 * skips}. After an exception the reader is useless.
 *
 * <pre>{@code
 * MessagePackReader in = new MessagePackReader(input, CodecLimits.defaults());
 * for (int left = in.mapHeader(); left > 0; left--) {
 *   if (in.key().equals("item")) {
 *     log.info("ordered: {}", in.string());
 *   } else {
 *     in.skip();
 *   }
 * }
 * }</pre>
 *
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">the specification</a>
 */
public final class MessagePackReader {
  private static final int LEGACY = 0; // the extension that notepack 2 made of several things
  private static final int TIMESTAMP = -1;
  private static final long NANOS_OF_SECOND = 1_000_000_000;

  private final byte[] bytes;
  private final int end;
  private final CodecLimits limits;
  private final RecentTexts recent = new RecentTexts();
  private int at;
  private int values;
  private int depth;

  // the value that comes next, once somebody has asked for it
  private @Nullable MessagePackType type;
  private int prefix;
  private int extension;
  private int length; // of what follows, in bytes, or in elements or members

  /**
   * Begins to read.
   *
   * @param bytes the rest of the buffer is read, and must not change meanwhile
   * @param limits what is accepted
   */
  public MessagePackReader(ByteBuffer bytes, CodecLimits limits) {
    if (bytes.hasArray()) {
      this.bytes = bytes.array();
      this.at = bytes.arrayOffset() + bytes.position();
    } else {
      this.bytes = new byte[bytes.remaining()];
      bytes.duplicate().get(this.bytes);
    }
    this.end = at + bytes.remaining();
    this.limits = limits;
  }

  /**
   * How many bytes have not been read.
   *
   * @return 0 or more
   */
  public int remaining() {
    return end - at;
  }

  /**
   * What comes next; reading it is another call.
   *
   * @return its kind
   * @throws DecodeException if nothing comes, or nothing that is known, or not all of it
   */
  public MessagePackType next() {
    MessagePackType known = type;
    if (known == null) {
      known = head();
      type = known;
    }
    return known;
  }

  /**
   * Reads a whole value, whatever it is. A time is handed on as text of ISO 8601; an {@code
   * undefined} as null, or not at all where it is the value of a member; a key that is an integer
   * as text.
   *
   * @param sink takes it
   * @throws DecodeException if it is malformed, nested too deeply, or one value too many
   */
  public void read(ValueSink sink) {
    count();
    switch (next()) {
      case NIL, UNDEFINED -> {
        pass();
        sink.nullValue();
      }
      case BOOLEAN -> sink.bool(bool());
      case INTEGER, FLOAT -> readNumber(sink);
      case STRING -> sink.string(string());
      case BINARY -> sink.binary(binary());
      case TIME -> sink.string(IsoTime.format(time()));
      case ARRAY -> readArray(sink);
      case MAP -> readMap(sink);
    }
  }

  private void readNumber(ValueSink sink) {
    Number number = number();
    if (number instanceof Double) {
      sink.floating(number.doubleValue());
    } else if (number instanceof BigInteger) {
      sink.decimal(number.toString());
    } else {
      sink.integer(number.longValue());
    }
  }

  private void readArray(ValueSink sink) {
    int count = arrayHeader();
    enter();
    sink.beginArray();
    for (int i = 0; i < count; i++) {
      read(sink);
    }
    sink.endArray();
    depth--;
  }

  private void readMap(ValueSink sink) {
    int count = mapHeader();
    enter();
    sink.beginObject();
    for (int i = 0; i < count; i++) {
      String key = key();
      if (next() == MessagePackType.UNDEFINED) {
        skip();
      } else {
        sink.name(key);
        read(sink);
      }
    }
    sink.endObject();
    depth--;
  }

  private void enter() {
    if (++depth > limits.maxDepth()) {
      throw DecodeException.overLimit("maxDepth", "payload nested too deeply");
    }
  }

  /**
   * Passes over a whole value, however deep.
   *
   * @throws DecodeException if it is malformed, or of too many values
   */
  public void skip() {
    for (long open = 1; open > 0; open--) {
      count();
      switch (next()) {
        case ARRAY -> open += arrayHeader();
        case MAP -> open += 2L * mapHeader();
        default -> pass();
      }
    }
  }

  /**
   * Begins an array, whose elements are then read one by one. Unlike an array that {@link #read}
   * reads, it counts neither towards the depth nor as a value.
   *
   * @return how many elements follow: no more than there are bytes
   * @throws DecodeException if something else comes
   */
  public int arrayHeader() {
    take(MessagePackType.ARRAY);
    return length;
  }

  /**
   * Begins a map, of which each {@link #key()} and value are then read, likewise.
   *
   * @return how many members follow: no more than there are bytes for
   * @throws DecodeException if something else comes
   */
  public int mapHeader() {
    take(MessagePackType.MAP);
    return length;
  }

  /**
   * Reads the key of a member.
   *
   * @return a string, or the text of an integer
   * @throws DecodeException if something else comes
   */
  public String key() {
    return next() == MessagePackType.INTEGER ? number().toString() : string();
  }

  /**
   * Reads a boolean.
   *
   * @return the value
   * @throws DecodeException if something else comes
   */
  public boolean bool() {
    take(MessagePackType.BOOLEAN);
    return prefix == 0xc3;
  }

  /**
   * Reads a number.
   *
   * @return a {@link Long}, a {@link BigInteger} if it is an integer beyond that, or a {@link
   *     Double}
   * @throws DecodeException if something else comes
   */
  public Number number() {
    if (next() == MessagePackType.FLOAT) {
      take(MessagePackType.FLOAT);
      return prefix == 0xca
          ? (double) Float.intBitsToFloat((int) unsigned(4))
          : Double.longBitsToDouble(unsigned(8));
    }
    take(MessagePackType.INTEGER);
    if (length == 0) {
      return (long) (byte) prefix; // the fixints
    }
    int unused = Long.SIZE - Byte.SIZE * length;
    boolean signed = prefix >= 0xd0;
    long bits = unsigned(length);
    if (signed) {
      return (bits << unused) >> unused;
    }
    return bits >= 0 ? (Number) bits : new BigInteger(Long.toUnsignedString(bits));
  }

  /**
   * Reads a string.
   *
   * @return the value
   * @throws DecodeException if something else comes, or it is not valid UTF-8
   */
  public String string() {
    take(MessagePackType.STRING);
    String known = recent.find(bytes, at, length);
    if (known != null) {
      at += length;
      return known;
    }
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      checkUtf8(); // the client wrote that character, or the decoder did
    }
    recent.keep(text, length);
    at += length;
    return text;
  }

  private void checkUtf8() {
    try {
      var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
    } catch (CharacterCodingException e) {
      throw new DecodeException("a string is not valid UTF-8");
    }
  }

  /**
   * Reads binary data.
   *
   * @return a copy
   * @throws DecodeException if something else comes
   */
  public byte[] binary() {
    take(MessagePackType.BINARY);
    at += length;
    return Arrays.copyOfRange(bytes, at - length, at);
  }

  /**
   * Reads a point in time.
   *
   * @return the value
   * @throws DecodeException if something else comes, or no such time exists
   */
  public Instant time() {
    take(MessagePackType.TIME);
    if (extension == LEGACY) {
      return Instant.ofEpochMilli(unsigned(8));
    }
    return switch (length) {
      case 4 -> instant(unsigned(4), 0);
      case 8 -> {
        long both = unsigned(8);
        yield instant(both & ((1L << 34) - 1), both >>> 34);
      }
      default -> {
        long nanos = unsigned(4);
        yield instant(unsigned(8), nanos);
      }
    };
  }

  private static Instant instant(long seconds, long nanos) {
    try {
      if (nanos < NANOS_OF_SECOND) {
        return Instant.ofEpochSecond(seconds, nanos);
      }
    } catch (DateTimeException | ArithmeticException beyondAllTime) {
      // as below
    }
    throw new DecodeException("a timestamp is out of range");
  }

  /** Goes past the head of the value that comes next, if it is of that kind. */
  private void take(MessagePackType wanted) {
    if (next() != wanted) {
      throw new DecodeException("invalid MessagePack: " + next() + " instead of " + wanted);
    }
    type = null;
  }

  /** Goes past the value that comes next, which holds no others. */
  private void pass() {
    take(next());
    at += length;
  }

  private void count() {
    if (++values > limits.maxValues()) {
      throw DecodeException.overLimit("maxValues", "too many values");
    }
  }

  private MessagePackType head() {
    prefix = (int) unsigned(1);
    if (prefix < 0x80 || prefix >= 0xe0) {
      return followedBy(MessagePackType.INTEGER, 0);
    } else if (prefix < 0x90) {
      return members(prefix & 0x0f);
    } else if (prefix < 0xa0) {
      return elements(prefix & 0x0f);
    } else if (prefix < 0xc0) {
      return followedBy(MessagePackType.STRING, prefix & 0x1f);
    }
    return switch (prefix) {
      case 0xc0 -> followedBy(MessagePackType.NIL, 0);
      case 0xc2, 0xc3 -> followedBy(MessagePackType.BOOLEAN, 0);
      case 0xc4, 0xc5, 0xc6 -> followedBy(MessagePackType.BINARY, unsigned(1 << (prefix - 0xc4)));
      case 0xc7, 0xc8, 0xc9 -> extension(unsigned(1 << (prefix - 0xc7)));
      case 0xca, 0xcb -> followedBy(MessagePackType.FLOAT, 4 << (prefix - 0xca));
      case 0xcc, 0xcd, 0xce, 0xcf -> followedBy(MessagePackType.INTEGER, 1 << (prefix - 0xcc));
      case 0xd0, 0xd1, 0xd2, 0xd3 -> followedBy(MessagePackType.INTEGER, 1 << (prefix - 0xd0));
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(1 << (prefix - 0xd4));
      case 0xd9, 0xda, 0xdb -> followedBy(MessagePackType.STRING, unsigned(1 << (prefix - 0xd9)));
      case 0xdc, 0xdd -> elements(unsigned(2 << (prefix - 0xdc)));
      case 0xde, 0xdf -> members(unsigned(2 << (prefix - 0xde)));
      default -> throw new DecodeException("invalid MessagePack: no value begins with c1");
    };
  }

  private MessagePackType extension(long size) {
    extension = (byte) unsigned(1);
    if (extension == LEGACY) {
      MessagePackType meant =
          switch (prefix) {
            case 0xd4 -> MessagePackType.UNDEFINED;
            case 0xd7 -> MessagePackType.TIME;
            default -> MessagePackType.BINARY;
          };
      return followedBy(meant, size);
    } else if (extension == TIMESTAMP && (size == 4 || size == 8 || size == 12)) {
      return followedBy(MessagePackType.TIME, size);
    }
    throw new DecodeException("unknown MessagePack extension " + extension);
  }

  private MessagePackType elements(long count) {
    require(count);
    length = (int) count;
    return MessagePackType.ARRAY;
  }

  private MessagePackType members(long count) {
    require(2 * count);
    length = (int) count;
    return MessagePackType.MAP;
  }

  private MessagePackType followedBy(MessagePackType found, long size) {
    require(size);
    length = (int) size;
    return found;
  }

  /** The next bytes as a number, most significant first: eight make any {@code long}. */
  private long unsigned(int count) {
    require(count);
    long number = 0;
    for (int i = 0; i < count; i++) {
      number = (number << Byte.SIZE) | (bytes[at++] & 0xff);
    }
    return number;
  }

  private void require(long count) {
    if (count > end - at) {
      throw new DecodeException("invalid MessagePack: it ends too early");
    }
  }
}
