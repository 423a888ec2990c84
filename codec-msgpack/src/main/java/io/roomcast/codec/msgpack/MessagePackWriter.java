package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.NeutralNumber;
import io.roomcast.spi.codec.ValueSink;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes MessagePack, each value in its smallest form, as the npm package {@code notepack.io} does.
 * Arrays and maps count themselves. Grows as needed and never blocks. Not thread-safe.
 *
 * <p>A number that is whole is written as an integer, as JavaScript knows no difference, but for a
 * {@code double} from 2<sup>53</sup> on: that stays one. Integers are of 64 bits, signed or not;
 * what is larger is refused, as is any number from 2<sup>53</sup> on that would lose a digit.
 *
 * <pre>{@code
 * MessagePackWriter out = new MessagePackWriter();
 * out.beginObject();
 * out.name("item");
 * out.string("tea");
 * out.endObject();
 * byte[] bytes = out.toByteArray();
 * }</pre>
 *
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">the specification</a>
 */
public final class MessagePackWriter implements ValueSink {
  private static final int FIRST_CAPACITY = 128;
  private static final int FIRST_DEPTH = 8;
  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;
  private static final int REPLACEMENT = 0xFFFD;
  private static final double EXACT_BELOW = 0x1p53;

  private byte[] bytes = new byte[FIRST_CAPACITY];
  private int size;
  private int[] starts = new int[FIRST_DEPTH]; // of each open container, inverted for a map
  private int[] counts = new int[FIRST_DEPTH];
  private int depth;
  private boolean named; // the member whose value is to come

  /** Begins with nothing. */
  public MessagePackWriter() {}

  /**
   * What has been written.
   *
   * @return a copy, as long as its contents
   * @throws IllegalStateException if an array or a map has not ended. So do the other methods where
   *     they are called out of order
   */
  public byte[] toByteArray() {
    require(depth == 0);
    return Arrays.copyOf(bytes, size);
  }

  @Override
  public void nullValue() {
    beginValue();
    put(0xc0);
  }

  /** Takes JavaScript's {@code undefined}, as version 2 of that package writes it. */
  public void undefined() {
    beginValue();
    put(0xd4);
    put(0, 2);
  }

  @Override
  public void bool(boolean value) {
    beginValue();
    put(value ? 0xc3 : 0xc2);
  }

  @Override
  public void integer(long value) {
    beginValue();
    if (value >= 0) {
      putUnsigned(value);
    } else if (value >= -0x20) {
      put((int) value);
    } else if (value >= Byte.MIN_VALUE) {
      put(0xd0, value, 1);
    } else if (value >= Short.MIN_VALUE) {
      put(0xd1, value, 2);
    } else if (value >= Integer.MIN_VALUE) {
      put(0xd2, value, 4);
    } else {
      put(0xd3, value, 8);
    }
  }

  private void putUnsigned(long value) {
    if (value >>> 7 == 0) {
      put((int) value);
    } else if (value >>> 8 == 0) {
      put(0xcc, value, 1);
    } else if (value >>> 16 == 0) {
      put(0xcd, value, 2);
    } else if (value >>> 32 == 0) {
      put(0xce, value, 4);
    } else {
      put(0xcf, value, 8);
    }
  }

  @Override
  public void floating(double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT_BELOW) {
      integer((long) value);
    } else {
      beginValue();
      put(0xcb, Double.doubleToLongBits(value), 8);
    }
  }

  /**
   * {@inheritDoc} Written is what {@link NeutralNumber#narrowed} makes of it.
   *
   * @throws NumberFormatException if it is no number
   * @throws EncodeException if it is 2<sup>53</sup> or larger, no integer of 64 bits, and no {@code
   *     double} says it
   */
  @Override
  public void decimal(String number) {
    Number narrowed = NeutralNumber.narrowed(number).orElseThrow(() -> inexact(number));
    if (narrowed instanceof Double rounded) {
      floating(rounded);
    } else if (narrowed instanceof BigInteger unsigned) {
      beginValue();
      putUnsigned(unsigned.longValue());
    } else {
      integer(narrowed.longValue());
    }
  }

  private static EncodeException inexact(String number) {
    return new EncodeException(
        "MessagePack has integers of 64 bits and doubles, and none of them is this number of "
            + number.length()
            + " characters, which is beyond 2^53: send it as a string");
  }

  /** {@inheritDoc} Half a surrogate pair is written as U+FFFD. */
  @Override
  public void string(String value) {
    beginValue();
    putString(value);
  }

  private void putString(String value) {
    int length = utf8Length(value);
    if (length < 0x20) {
      put(0xa0 | length);
    } else {
      putLength(0xd9, length);
    }
    reserve(length);
    for (int i = 0; i < value.length(); i++) {
      int point = value.charAt(i);
      if (point < 0x80) {
        bytes[size++] = (byte) point;
        continue;
      }
      if (Character.isSurrogate((char) point)) {
        point = isPair(value, i) ? value.codePointAt(i++) : REPLACEMENT;
      }
      appendPoint(point);
    }
  }

  private void appendPoint(int point) {
    int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    int lead = (0xff00 >> (more + 1)) & 0xff; // as many ones as there are bytes
    bytes[size++] = (byte) (lead | (point >> (6 * more)));
    for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
      bytes[size++] = (byte) (0x80 | ((point >> shift) & 0x3f));
    }
  }

  private static int utf8Length(String value) {
    long length = value.length();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x800 && !(Character.isSurrogate(c) && isPair(value, i))) {
        length += 2;
      } else if (c >= 0x800) {
        length += 2; // four bytes of two characters
        i++;
      } else if (c >= 0x80) {
        length++;
      }
    }
    if (length > MAX_CAPACITY) {
      throw tooLarge();
    }
    return (int) length;
  }

  private static boolean isPair(String value, int index) {
    return index + 1 < value.length()
        && Character.isSurrogatePair(value.charAt(index), value.charAt(index + 1));
  }

  @Override
  public void binary(byte[] value) {
    beginValue();
    putLength(0xc4, value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /**
   * Takes a point in time, as version 3 of that package writes it: the extension -1, with the
   * nanoseconds.
   *
   * @param value the value
   */
  public void time(Instant value) {
    beginValue();
    long seconds = value.getEpochSecond();
    long nanos = value.getNano();
    if (nanos == 0 && seconds >>> 32 == 0) {
      put(0xd6, 0xff, 1);
      put(seconds, 4);
    } else if (seconds >>> 34 == 0) {
      put(0xd7, 0xff, 1);
      put((nanos << 34) | seconds, 8);
    } else {
      put(0xc7, 12, 1);
      put(0xff);
      put(nanos, 4);
      put(seconds, 8);
    }
  }

  @Override
  public void beginArray() {
    begin(false);
  }

  @Override
  public void endArray() {
    require(inArray());
    end(0x90, 0xdc);
  }

  @Override
  public void beginObject() {
    begin(true);
  }

  @Override
  public void name(String name) {
    require(inMap() && !named);
    named = true;
    counts[depth - 1]++;
    putString(name);
  }

  @Override
  public void endObject() {
    require(inMap() && !named);
    end(0x80, 0xde);
  }

  private void begin(boolean isMap) {
    beginValue();
    if (depth == starts.length) {
      starts = Arrays.copyOf(starts, 2 * depth);
      counts = Arrays.copyOf(counts, 2 * depth);
    }
    starts[depth] = isMap ? ~size : size;
    counts[depth] = 0;
    depth++;
    put(0); // the place of the head, which is nearly always this small
  }

  private void end(int small, int large) {
    depth--;
    int start = starts[depth] < 0 ? ~starts[depth] : starts[depth];
    int count = counts[depth];
    if (count < 0x10) {
      bytes[start] = (byte) (small | count);
      return;
    }
    int width = count < 0x10000 ? 2 : 4;
    reserve(width);
    System.arraycopy(bytes, start + 1, bytes, start + 1 + width, size - start - 1);
    int end = size + width;
    size = start;
    put(large + (width == 2 ? 0 : 1), count, width);
    size = end;
  }

  private boolean inArray() {
    return depth > 0 && starts[depth - 1] >= 0;
  }

  private boolean inMap() {
    return depth > 0 && starts[depth - 1] < 0;
  }

  private void beginValue() {
    if (inArray()) {
      counts[depth - 1]++;
    } else if (inMap()) {
      require(named);
      named = false;
    }
  }

  /** The length of a string or of binary, whose smallest head is given. */
  private void putLength(int head, int length) {
    if (length < 0x100) {
      put(head, length, 1);
    } else if (length < 0x10000) {
      put(head + 1, length, 2);
    } else {
      put(head + 2, length, 4);
    }
  }

  private void put(int head, long value, int width) {
    put(head);
    put(value, width);
  }

  private void put(long value, int width) {
    reserve(width);
    for (int shift = Byte.SIZE * (width - 1); shift >= 0; shift -= Byte.SIZE) {
      bytes[size++] = (byte) (value >> shift);
    }
  }

  private void put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      long needed = (long) size + more;
      if (needed > MAX_CAPACITY) {
        throw tooLarge();
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_CAPACITY, Math.max(needed, 2L * size)));
    }
  }

  private static EncodeException tooLarge() {
    return new EncodeException("larger than 2 GB");
  }

  private static void require(boolean inOrder) {
    if (!inOrder) {
      throw new IllegalStateException(
          "an array, an object or a member of it was not begun, or not ended");
    }
  }
}
