package io.roomcast.internal.concurrent;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A map that is walked often, and costs what it holds: where most of what there was has gone, the
 * table is made anew. That of a {@link ConcurrentHashMap} stays as large as it has ever been, so
 * ten entries that are left of many would cost as much to walk as the many did.
 *
 * <p>Thread-safe. Nothing is locked while it is read or walked; what comes and goes meanwhile may
 * or may not be met, what stays is met once.
 *
 * @param <K> a key
 * @param <V> a value
 */
public final class ShrinkingMap<K, V> {
  private static final int SMALL = 64; // nobody minds to walk so many
  private static final int SHRUNK = 8; // times smaller than it was

  private volatile ConcurrentHashMap<K, V> map = new ConcurrentHashMap<>(2); // changed under this
  private int peak; // entries since the table was made; guarded by this

  /** The value of a key. */
  public @Nullable V get(K key) {
    return map.get(key);
  }

  /** Whether there is a value of the key. */
  public boolean contains(K key) {
    return map.containsKey(key);
  }

  /** A view of what it holds now; what changes later may or may not be seen. */
  public Set<K> keys() {
    return map.keySet();
  }

  /** A view of what it holds now; what changes later may or may not be seen. */
  public Collection<V> values() {
    return map.values();
  }

  /** How many entries there are. */
  public int size() {
    return map.size();
  }

  /** Puts a value in the place of the former one. */
  public synchronized void put(K key, V value) {
    map.put(key, value);
    peak = Math.max(peak, map.size());
  }

  /** Takes this very value out, where it is still there. */
  public synchronized void remove(K key, V value) {
    if (map.remove(key, value) && peak > SMALL && map.size() < peak / SHRUNK) {
      map = new ConcurrentHashMap<>(map);
      peak = map.size();
    }
  }
}
