package io.roomcast.internal.json;

import io.roomcast.spi.codec.Arguments;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of a client, in neutral form; converted when asked for. The collections cannot be changed;
 * a {@code byte[]} in neutral form is the one that all receivers of these arguments see, while a
 * conversion makes a new one.
 */
final class DecodedArguments implements Arguments {
  private final List<?> values;
  private final Conversion conversion;
  private final int names;

  /**
   * Wraps them.
   *
   * @param values unmodifiable
   * @param conversion converts them
   * @param names how many of the first are no arguments but a name: 1 in an event
   */
  DecodedArguments(List<?> values, Conversion conversion, int names) {
    this.values = values;
    this.conversion = conversion;
    this.names = names;
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public @Nullable Object get(int index) {
    return values.get(index);
  }

  @Override
  public @Nullable Object get(int index, Type type) {
    Object value = values.get(index);
    return conversion.convert(
        value, type, index < names ? "the event name" : "argument " + (index - names));
  }

  @Override
  public List<@Nullable Object> toList() {
    return Collections.unmodifiableList(values);
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
