package io.roomcast.internal.concurrent;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map of names, for places that mostly hold one entry or none and never many: it is copied at
 * each change, and takes next to no room. Thread-safe; what is read is a snapshot.
 *
 * @param <V> a value
 */
public final class FewEntries<V> {
  private volatile Map<String, V> entries = Map.of(); // immutable; replaced under this

  /** The value of a name. */
  public @Nullable V get(String name) {
    return entries.get(name);
  }

  /** Whether there is a value of the name. */
  public boolean contains(String name) {
    return entries.containsKey(name);
  }

  /** All values, in no order. */
  public Collection<V> values() {
    return entries.values();
  }

  /** Whether there is nothing. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return entries.size();
  }

  /** Any name that has a value. */
  public Optional<String> any() {
    return entries.keySet().stream().findAny();
  }

  /** Puts a value in the place of the former one. */
  public synchronized void put(String name, V value) {
    if (entries.isEmpty()) {
      entries = Map.of(name, value);
      return;
    }
    Map<String, V> more = new HashMap<>(entries);
    more.put(name, value);
    entries = Map.copyOf(more);
  }

  /** Takes a value out, where there is one. */
  public synchronized void remove(String name) {
    if (entries.containsKey(name)) {
      Map<String, V> rest = new HashMap<>(entries);
      rest.remove(name);
      entries = Map.copyOf(rest);
    }
  }

  /** Takes this very value out, where it is still there. */
  public synchronized void remove(String name, V value) {
    if (entries.get(name) == value) {
      remove(name);
    }
  }
}
