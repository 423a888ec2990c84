package io.roomcast.spi.codec;

/**
 * Takes a value piece by piece: a scalar is one call; an array is {@link #beginArray()}, its
 * elements and {@link #endArray()}; an object is {@link #beginObject()}, a {@link #name} and a
 * value for each member, and {@link #endObject()}. Not thread-safe.
 *
 * <p>A codec implements it to write what {@link ValueMapping} makes of the application's values,
 * and calls it, as a {@link PayloadBuilder}, with what it reads.
 *
 * <p>Example: {@link PayloadBuilder}.
 */
public interface ValueSink {

  /** Takes a null. */
  void nullValue();

  /**
   * Takes a boolean.
   *
   * @param value the value
   */
  void bool(boolean value);

  /**
   * Takes an integer.
   *
   * @param value the value
   */
  void integer(long value);

  /**
   * Takes a floating-point number.
   *
   * @param value may be whole, or not finite
   */
  void floating(double value);

  /**
   * Takes a number that may be larger than a {@code long}, or have more digits than a {@code
   * double}.
   *
   * @param number in the notation of JSON, up to 1100 characters
   * @throws EncodeException if it is 2<sup>53</sup> or larger, and the format cannot hold all of
   *     it; {@link NeutralNumber#narrowed} says what integers of 64 bits and doubles can hold
   */
  void decimal(String number);

  /**
   * Takes a string.
   *
   * @param value the value
   */
  void string(String value);

  /**
   * Takes binary data.
   *
   * @param bytes belong to the sink from now on
   */
  void binary(byte[] bytes);

  /** Begins an array. */
  void beginArray();

  /** Ends the array that was begun last. */
  void endArray();

  /** Begins an object. */
  void beginObject();

  /**
   * Takes the name of the member whose value follows.
   *
   * @param name the name
   */
  void name(String name);

  /** Ends the object that was begun last. */
  void endObject();
}
