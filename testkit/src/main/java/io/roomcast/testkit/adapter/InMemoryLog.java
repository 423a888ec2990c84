package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import io.roomcast.spi.adapter.cluster.SessionReplay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * What one namespace of a cluster has in common: all that was appended, and the sessions of those
 * who are away. Offsets count the entries. Thread-safe.
 */
final class InMemoryLog {
  private static final int SIZE = 100; // of an entry, as far as anybody cares

  private record Kept(StoredSession session, long until) {}

  private final List<ClusterMessage> entries = new ArrayList<>(); // guarded by this
  private final Map<String, Kept> sessions = new HashMap<>(); // likewise, by private id

  /** Appends; {@code deliver} is told its number, in order. */
  synchronized void append(ClusterMessage message, IntConsumer deliver) {
    entries.add(message);
    deliver.accept(entries.size());
  }

  /** Begins to listen at that number. */
  synchronized void join(IntConsumer listener) {
    listener.accept(entries.size());
  }

  synchronized void persist(StoredSession session, Duration keep) {
    long until = System.nanoTime() + TimeUnit.NANOSECONDS.convert(keep);
    sessions.put(session.privateId(), new Kept(session, until));
  }

  synchronized Optional<SessionStore.Taken> take(String privateId) {
    Kept kept = sessions.remove(privateId);
    Duration remaining =
        kept == null ? Duration.ZERO : Duration.ofNanos(kept.until() - System.nanoTime());
    return kept == null || remaining.isNegative() || remaining.isZero()
        ? Optional.empty()
        : Optional.of(new SessionStore.Taken(kept.session(), Optional.of(remaining)));
  }

  synchronized Optional<MissedEvents> missed(
      StoredSession session, String offset, int maxEvents, long maxBytes) {
    if (!offset.matches("\\d{1,9}") || Integer.parseInt(offset) > entries.size()) {
      return Optional.empty();
    }
    StoredSession.Stay stay =
        session.stay().orElseThrow(() -> new IllegalArgumentException("it is none of ours"));
    int from = Math.max(Integer.parseInt(offset), Integer.parseInt(stay.since()));
    int until = Integer.parseInt(stay.until());
    SessionReplay replay = new SessionReplay(session, maxEvents, maxBytes);
    for (int number = from + 1; number <= entries.size(); number++) {
      ClusterMessage entry = entries.get(number - 1);
      if (!replay.add(String.valueOf(number), entry, number > until, SIZE)) {
        return Optional.empty();
      }
    }
    return replay.missed(String.valueOf(entries.size()));
  }
}
