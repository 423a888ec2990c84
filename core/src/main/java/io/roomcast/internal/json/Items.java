package io.roomcast.internal.json;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A decoded array: unmodifiable, and no larger than its values. */
final class Items extends AbstractList<@Nullable Object> implements RandomAccess {
  static final Items EMPTY = new Items(new @Nullable Object[0]);

  private final @Nullable Object[] values;

  private Items(@Nullable Object[] values) {
    this.values = values;
  }

  /** A copy of what lies between two positions. */
  static Items of(@Nullable Object[] stack, int from, int to) {
    return from == to ? EMPTY : new Items(Arrays.copyOfRange(stack, from, to));
  }

  /** An array of one. */
  static Items single(Object value) {
    return new Items(new @Nullable Object[] {value});
  }

  /** A copy with something else in the place of each value. */
  Items replaced(UnaryOperator<@Nullable Object> replacement) {
    @Nullable Object[] replaced = new @Nullable Object[values.length];
    for (int i = 0; i < values.length; i++) {
      replaced[i] = replacement.apply(values[i]);
    }
    return new Items(replaced);
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public @Nullable Object get(int index) {
    return ExactNumber.neutral(values[index]);
  }

  /** With all its digits, if it is a number. */
  @Nullable Object exact(int index) {
    return values[index];
  }
}
