package io.roomcast.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * What a message carries: who sent it and as which of its messages, words up to the size, and a
 * checksum over all of that. Printable ASCII without quotes, so that JSON passes it on as it is;
 * the words are few and in no order, so that a kibibyte of them deflates as text does. The words of
 * a message follow on those of the one before, so that whoever remembers earlier messages finds
 * their words again, but hardly a message. Not thread-safe.
 */
public final class Payload {
  /** The smallest size: sequence, origin and checksum without a letter between them. */
  public static final int MIN_SIZE = 24;

  private static final int SEQUENCE_DIGITS = 10;
  private static final int ORIGIN_DIGITS = 6;
  private static final int CHECKSUM_DIGITS = 8;
  private static final int HEAD = SEQUENCE_DIGITS + ORIGIN_DIGITS;
  private static final long MAX_SEQUENCE = 9_999_999_999L;
  private static final int MAX_ORIGIN = 999_999;

  /** More than the 32 KiB that a deflater remembers. */
  private static final int TEXT_BYTES = 64 * 1024;

  private static final byte[] TEXT = text();

  private final int size;
  private final CRC32C checksum = new CRC32C();

  /**
   * Payloads of one size.
   *
   * @throws IllegalArgumentException if it is below {@link #MIN_SIZE}
   */
  public Payload(int size) {
    if (size < MIN_SIZE) {
      throw new IllegalArgumentException(
          "a payload has at least " + MIN_SIZE + " bytes, not " + size);
    }
    this.size = size;
  }

  public int size() {
    return size;
  }

  /** Writes a payload to an array. */
  public void write(long sequence, int origin, byte[] to, int offset) {
    if (sequence < 0 || sequence > MAX_SEQUENCE || origin < 0 || origin > MAX_ORIGIN) {
      throw new IllegalArgumentException("sequence " + sequence + ", origin " + origin);
    }
    decimal(sequence, to, offset, SEQUENCE_DIGITS);
    decimal(origin, to, offset + SEQUENCE_DIGITS, ORIGIN_DIGITS);
    int body = size - CHECKSUM_DIGITS;
    words(sequence * (body - HEAD), to, offset + HEAD, body - HEAD);
    int sum = sum(to, offset, body);
    for (int i = 0; i < CHECKSUM_DIGITS; i++) {
      to[offset + body + i] = hex(sum >>> (28 - 4 * i));
    }
  }

  /** Goes on where the message before has ended, and begins anew at the end of the text. */
  private static void words(long start, byte[] to, int offset, int length) {
    int from = (int) (start % TEXT.length);
    for (int done = 0; done < length; from = 0) {
      int some = Math.min(length - done, TEXT.length - from);
      System.arraycopy(TEXT, from, to, offset + done, some);
      done += some;
    }
  }

  /** Whether the bytes are a whole and undamaged payload. */
  public boolean isIntact(byte[] bytes, int offset, int length) {
    if (length != size) {
      return false;
    }
    int body = size - CHECKSUM_DIGITS;
    int sum = sum(bytes, offset, body);
    for (int i = 0; i < CHECKSUM_DIGITS; i++) {
      if (bytes[offset + body + i] != hex(sum >>> (28 - 4 * i))) {
        return false;
      }
    }
    return true;
  }

  /** The number of an intact payload. */
  public static long sequence(byte[] bytes, int offset) {
    return number(bytes, offset, SEQUENCE_DIGITS);
  }

  /** Who sent an intact payload. */
  public static int origin(byte[] bytes, int offset) {
    return (int) number(bytes, offset + SEQUENCE_DIGITS, ORIGIN_DIGITS);
  }

  /** Words out of a hundred. */
  private static byte[] text() {
    Random random = new Random(1);
    String[] vocabulary = new String[100];
    for (int i = 0; i < vocabulary.length; i++) {
      StringBuilder word = new StringBuilder();
      for (int length = 2 + random.nextInt(8); word.length() < length; ) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      vocabulary[i] = word.append(' ').toString();
    }
    StringBuilder text = new StringBuilder();
    while (text.length() < TEXT_BYTES) {
      text.append(vocabulary[random.nextInt(vocabulary.length)]);
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private int sum(byte[] bytes, int offset, int length) {
    checksum.reset();
    checksum.update(bytes, offset, length);
    return (int) checksum.getValue();
  }

  private static byte hex(int nibble) {
    int digit = nibble & 0xf;
    return (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
  }

  private static void decimal(long value, byte[] to, int offset, int digits) {
    long rest = value;
    for (int i = digits - 1; i >= 0; i--) {
      to[offset + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private static long number(byte[] bytes, int offset, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      value = value * 10 + (bytes[offset + i] - '0');
    }
    return value;
  }
}
