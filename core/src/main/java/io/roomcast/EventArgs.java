package io.roomcast;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.ConversionException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event, or of an answer to one. Immutable and thread-safe.
 *
 * <pre>{@code
 * socket.on("order", args ->
 *     shop.place(new Order(args.get(0, String.class), args.get(1, Integer.class))));
 * }</pre>
 */
public final class EventArgs {
  private final Arguments arguments;
  private final int offset;

  private EventArgs(Arguments arguments, int offset) {
    this.arguments = arguments;
    this.offset = offset;
  }

  /**
   * The values of a packet from an index on.
   *
   * @param arguments a packet's data
   * @param offset how many of them to leave out: 1 for an event, whose first is its name
   * @return the arguments
   * @throws IllegalArgumentException if there are fewer than {@code offset}
   */
  public static EventArgs of(Arguments arguments, int offset) {
    if (offset < 0 || offset > arguments.size()) {
      throw new IllegalArgumentException("offset " + offset + " of " + arguments.size());
    }
    return new EventArgs(arguments, offset);
  }

  /**
   * How many arguments there are.
   *
   * @return the count, the ack not included
   */
  public int size() {
    return arguments.size() - offset;
  }

  /**
   * An argument as it came. An integer keeps all its digits, so that it can be sent on: it is a
   * {@link Long}, or a {@link BigInteger} where it is beyond that. A number that is written with a
   * fraction or an exponent is the nearest {@link Double}, as in JavaScript; from 2<sup>53</sup> on
   * it is a {@link BigDecimal} where that would lose a digit. Asked for as a {@link BigDecimal} a
   * smaller one has all of its digits, too.
   *
   * @param index from 0
   * @return {@code null}, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link Double} or
   *     {@link BigDecimal}, {@link String}, {@code byte[]}, a {@link List} or a {@link
   *     java.util.Map} of such values
   * @throws IndexOutOfBoundsException if the client sent fewer
   */
  public @Nullable Object get(int index) {
    return arguments.get(checked(index));
  }

  /**
   * An argument as a type.
   *
   * @param index from 0
   * @param type a record or class that the JSON library can make, {@code byte[]}, {@link
   *     java.nio.ByteBuffer}, …
   * @param <T> the type
   * @return never null
   * @throws ConversionException if the client sent fewer, or the value is null or does not fit
   */
  public <T> T get(int index, Class<T> type) {
    return Types.boxed(type).cast(required(index, type));
  }

  /**
   * An argument as a generic type.
   *
   * @param index from 0
   * @param type for example {@code new TypeRef<List<Order>>() {}}
   * @param <T> the type
   * @return never null
   * @throws ConversionException if the client sent fewer, or the value is null or does not fit
   */
  @SuppressWarnings("unchecked") // the codec has made it of that very type
  public <T> T get(int index, TypeRef<T> type) {
    return (T) required(index, type.type());
  }

  /**
   * All arguments as they came.
   *
   * @return unmodifiable
   */
  public List<@Nullable Object> toList() {
    return arguments.toList().subList(offset, arguments.size());
  }

  @Override
  public String toString() {
    return toList().toString();
  }

  private Object required(int index, java.lang.reflect.Type type) {
    if (index >= size()) {
      throw new ConversionException(
          "there is no argument " + index + " for a " + type.getTypeName() + ": " + sent());
    }
    Object value = arguments.get(checked(index), type);
    if (value == null) {
      throw new ConversionException("argument " + index + " is null, not a " + type.getTypeName());
    }
    return value;
  }

  private int checked(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("there is no argument " + index + ": " + sent());
    }
    return offset + index;
  }

  private String sent() {
    return "the client sent " + size();
  }
}
