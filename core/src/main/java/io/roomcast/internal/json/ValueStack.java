package io.roomcast.internal.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The decoded values, and names, of the containers that have not ended. */
final class ValueStack {
  private static final int FIRST_CAPACITY = 16;

  private @Nullable Object[] values = new @Nullable Object[FIRST_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  void push(@Nullable Object value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  @Nullable Object pop() {
    return values[--size];
  }

  /** Takes what lies above a position as an array. */
  Items items(int from) {
    Items items = Items.of(values, from, size);
    size = from;
    return items;
  }

  /** Takes what lies above a position as an object: a name, its value, the next name, … */
  Members members(int from) {
    Members members = Members.of(values, from, size);
    size = from;
    return members;
  }
}
