package io.roomcast.internal.json;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A decoded object: unmodifiable, in the order in which the client wrote it, in a fraction of the
 * memory of a {@link LinkedHashMap}. A few names are searched one by one, many by bisection, so
 * that no choice of names makes a lookup slow.
 */
final class Members extends AbstractMap<String, @Nullable Object> {
  private static final int FEW = 8;
  private static final int[] UNSORTED = {};

  static final Members EMPTY = new Members(new @Nullable Object[0], UNSORTED);

  private final @Nullable Object[] pairs; // a name, its value, the next name, …
  private final int[] sorted; // the members by name, if they are not few

  private Members(@Nullable Object[] pairs) {
    this(pairs, pairs.length / 2 <= FEW ? UNSORTED : sort(pairs));
  }

  private Members(@Nullable Object[] pairs, int[] sorted) {
    this.pairs = pairs;
    this.sorted = sorted;
  }

  /**
   * A copy of the names and values between two positions; of those with the same name the last
   * counts, where the first stood.
   */
  static Members of(@Nullable Object[] stack, int from, int to) {
    if (from == to) {
      return EMPTY;
    }
    Members members = new Members(Arrays.copyOfRange(stack, from, to));
    return members.hasDuplicates() ? members.withoutDuplicates() : members;
  }

  /** A copy with something else in the place of each value. */
  Members replaced(UnaryOperator<@Nullable Object> replacement) {
    @Nullable Object[] replaced = pairs.clone();
    for (int i = 1; i < replaced.length; i += 2) {
      replaced[i] = replacement.apply(replaced[i]);
    }
    return new Members(replaced, sorted);
  }

  String name(int index) {
    return name(pairs, index);
  }

  /** With all its digits, if it is a number. */
  @Nullable Object exact(int index) {
    return pairs[2 * index + 1];
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int index = indexOf(key);
    return index < 0 ? null : ExactNumber.neutral(exact(index));
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return Members.this.size();
      }

      @Override
      public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < size();
    }

    @Override
    public Map.Entry<String, @Nullable Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int index = next++;
      return new SimpleImmutableEntry<>(name(index), ExactNumber.neutral(exact(index)));
    }
  }

  private int indexOf(@Nullable Object key) {
    if (!(key instanceof String name)) {
      return -1;
    } else if (sorted.length > 0) {
      return search(name);
    }
    for (int i = 0; i < size(); i++) {
      if (name.equals(name(i))) {
        return i;
      }
    }
    return -1;
  }

  private int search(String name) {
    int low = 0;
    int high = sorted.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = name(sorted[middle]).compareTo(name);
      if (order == 0) {
        return sorted[middle];
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private boolean hasDuplicates() {
    for (int i = 1; i < size(); i++) {
      if (sorted.length > 0 ? name(sorted[i]).equals(name(sorted[i - 1])) : indexOf(name(i)) < i) {
        return true;
      }
    }
    return false;
  }

  private Members withoutDuplicates() {
    Map<String, @Nullable Object> last = new LinkedHashMap<>();
    for (int i = 0; i < size(); i++) {
      last.put(name(i), exact(i));
    }
    @Nullable Object[] distinct = new @Nullable Object[2 * last.size()];
    int at = 0;
    for (Map.Entry<String, @Nullable Object> member : last.entrySet()) {
      distinct[at++] = member.getKey();
      distinct[at++] = member.getValue();
    }
    return new Members(distinct);
  }

  private static int[] sort(@Nullable Object[] pairs) {
    Integer[] order = new Integer[pairs.length / 2];
    Arrays.setAll(order, index -> index);
    Arrays.sort(order, (a, b) -> name(pairs, a).compareTo(name(pairs, b)));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static String name(@Nullable Object[] pairs, int index) {
    return (String) Objects.requireNonNull(pairs[2 * index]);
  }
}
