package io.roomcast.internal.concurrent;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each limit has been reached, by the name of its option, or of the {@link FixedBound}.
 * Thread-safe; to count costs next to nothing, since clients decide how often that is.
 */
public final class LimitHits {
  private final ConcurrentMap<String, LongAdder> byOption = new ConcurrentHashMap<>();

  /** Counts one. The name is a constant of ours or of a transport, so there are only so many. */
  public void hit(String option) {
    LongAdder known = byOption.get(option);
    if (known == null) {
      known = byOption.computeIfAbsent(option, first -> new LongAdder());
    }
    known.increment();
  }

  /** Counts one. */
  public void hit(FixedBound bound) {
    hit(bound.counter());
  }

  /** A snapshot, in the order of the names: of those that were reached at all. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    byOption.forEach((option, count) -> counts.put(option, count.sum()));
    return Collections.unmodifiableMap(counts);
  }
}
