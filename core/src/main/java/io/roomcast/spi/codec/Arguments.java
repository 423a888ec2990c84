package io.roomcast.spi.codec;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a packet, in order. Immutable and thread-safe.
 *
 * <p>What a decoder delivers may convert lazily, by whatever JSON library the codec is built on;
 * what the server sends is made by {@link #of(Object...)}.
 *
 * <pre>{@code
 * Arguments event = Arguments.event("order", "tea", 2); // what emit("order", "tea", 2) sends
 * Arguments answer = Arguments.of("accepted");
 * }</pre>
 */
public interface Arguments {

  /**
   * How many values there are.
   *
   * @return the count
   */
  int size();

  /**
   * A value in its neutral form. An integer keeps all its digits: it is a {@link Long}, or a {@link
   * BigInteger} where it is beyond that. A number that is written with a fraction or an exponent is
   * the nearest {@link Double}, as in JavaScript; from 2<sup>53</sup> on it is a {@link BigDecimal}
   * where that would lose a digit ({@link NeutralNumber}). Of a smaller one {@link #get(int, Type)}
   * with {@link BigDecimal} has all the digits, too.
   *
   * @param index from 0
   * @return {@code null}, {@link Boolean}, {@link Long}, {@link BigInteger}, {@link Double} or
   *     {@link BigDecimal}, {@link String}, {@code byte[]}, a {@link List} or a {@link
   *     java.util.Map} of such values; for what the server sends, the object as it was given
   * @throws IndexOutOfBoundsException if there is no such value
   */
  @Nullable Object get(int index);

  /**
   * A value converted to a type.
   *
   * @param index from 0
   * @param type a class, or a generic type
   * @return an instance of the type; {@code null} only for a JSON null
   * @throws ConversionException if the value does not fit the type
   * @throws IndexOutOfBoundsException if there is no such value
   */
  @Nullable Object get(int index, Type type);

  /**
   * All values in their neutral form.
   *
   * @return unmodifiable
   */
  default List<@Nullable Object> toList() {
    List<@Nullable Object> all = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      all.add(get(i));
    }
    return Collections.unmodifiableList(all);
  }

  /**
   * No values.
   *
   * @return the empty arguments
   */
  static Arguments none() {
    return GivenArguments.NONE;
  }

  /**
   * Values to send. As everywhere in Java, a lone array of objects is taken for the values
   * themselves; a lone {@code null} is one value.
   *
   * @param values anything that the codec can encode; the array is copied, the values are not, so
   *     they must not change until the emit has returned
   * @return the arguments
   */
  static Arguments of(@Nullable Object @Nullable ... values) {
    if (values == null) {
      return new GivenArguments(new @Nullable Object[1]);
    }
    return values.length == 0 ? none() : new GivenArguments(values.clone());
  }

  /**
   * An event's name and its values, to send.
   *
   * @param event the name
   * @param values the arguments, as in {@link #of}
   * @return the arguments, the name first
   */
  static Arguments event(String event, @Nullable Object @Nullable ... values) {
    int count = values == null ? 1 : values.length;
    @Nullable Object[] all = new @Nullable Object[count + 1];
    all[0] = event;
    if (values != null) {
      System.arraycopy(values, 0, all, 1, count);
    }
    return new GivenArguments(all);
  }
}
