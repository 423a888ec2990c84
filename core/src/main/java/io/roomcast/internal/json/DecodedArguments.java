package io.roomcast.internal.json;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.PacketType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of a client, in neutral form; converted when asked for. The collections cannot be changed;
 * a {@code byte[]} in neutral form is the one that all receivers of these arguments see, while a
 * conversion makes a new one.
 */
final class DecodedArguments implements Arguments {
  private final Items values;
  private final Conversion conversion;
  private final int names; // how many of the first are no arguments but a name

  private DecodedArguments(Items values, Conversion conversion, int names) {
    this.values = values;
    this.conversion = conversion;
    this.names = names;
  }

  static Arguments of(PacketType type, Items values, Conversion conversion) {
    return values.isEmpty()
        ? Arguments.none()
        : new DecodedArguments(values, conversion, type == PacketType.EVENT ? 1 : 0);
  }

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public @Nullable Object get(int index) {
    return values.get(index);
  }

  /** With all its digits, if it is a number. */
  @Nullable Object exact(int index) {
    return values.exact(index);
  }

  @Override
  public @Nullable Object get(int index, Type type) {
    return conversion.convert(
        values.exact(index),
        type,
        index < names ? "the event name" : "argument " + (index - names));
  }

  @Override
  public List<@Nullable Object> toList() {
    return values;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
