package io.roomcast.spi.codec;

import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values that this server was given to send. */
final class GivenArguments implements Arguments {
  static final GivenArguments NONE = new GivenArguments(new @Nullable Object[0]);

  private final @Nullable Object[] values;

  GivenArguments(@Nullable Object[] values) {
    this.values = values;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public @Nullable Object get(int index) {
    return values[index];
  }

  @Override
  public @Nullable Object get(int index, Type type) {
    Object value = values[index];
    if (value != null && !(type instanceof Class<?> wanted && wanted.isInstance(value))) {
      throw new ConversionException(
          "value " + index + " is a " + value.getClass().getName() + ", not a " + type);
    }
    return value;
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
