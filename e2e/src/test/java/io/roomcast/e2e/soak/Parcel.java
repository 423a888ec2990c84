package io.roomcast.e2e.soak;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a message brings. It is made from the message's number, so whoever gets it can tell whether
 * it is whole, and the right one.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them as records
record Parcel(String from, long number, byte[] bytes, List<Integer> digits) {
  private static final int MOST_BYTES = 1500;

  static Parcel of(String from, long number) {
    SplittableRandom random = new SplittableRandom(from.hashCode() + number);
    byte[] bytes = new byte[random.nextInt(MOST_BYTES)];
    random.nextBytes(bytes);
    return new Parcel(
        from, number, bytes, Long.toString(number).chars().map(c -> c - '0').boxed().toList());
  }

  /** A text that is made likewise. */
  static String text(String from, long number) {
    return (from + "·" + number + "안녕 ").repeat((int) (1 + number % 60));
  }

  boolean is(String otherFrom, long otherNumber) {
    Parcel other = of(otherFrom, otherNumber);
    return from.equals(other.from)
        && number == other.number
        && Arrays.equals(bytes, other.bytes)
        && digits.equals(other.digits);
  }
}
