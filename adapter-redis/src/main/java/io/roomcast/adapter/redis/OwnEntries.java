package io.roomcast.adapter.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a server has appended to a stream and does itself when it reads it there, like all others,
 * so that all act in one order. Where it is not known to be there, or the stream cannot be read, it
 * is done at once, after what was appended before it, and not again if it turns up later.
 * Thread-safe; nothing is called under the lock.
 */
final class OwnEntries {
  private static final int MAX_WAITING = 10_000; // a reader so far behind is not waited for

  /** With the id that Redis has given it, as soon as that is known. */
  private record Own(Consumer<Optional<String>> turn, Optional<String> id) {
    void now() {
      turn.accept(id);
    }
  }

  /** By their numbers, which grow; guarded by itself. */
  private final NavigableMap<Long, Own> waiting = new TreeMap<>();

  private long next; // guarded by the map

  /** About to be appended: its number. */
  long expect(Consumer<Optional<String>> turn) {
    long number;
    Optional<Own> tooMany = Optional.empty();
    synchronized (waiting) {
      number = next++;
      waiting.put(number, new Own(turn, Optional.empty()));
      if (waiting.size() > MAX_WAITING) {
        tooMany = Optional.of(waiting.pollFirstEntry().getValue());
      }
    }
    tooMany.ifPresent(own -> own.turn().accept(Optional.empty()));
    return number;
  }

  /** It is there; {@code position} is the entry that was read last. */
  void appended(long number, String id, String position) {
    Own own;
    synchronized (waiting) {
      own = waiting.get(number);
      if (own == null) {
        return;
      }
      own = new Own(own.turn(), Optional.of(id));
      if (EntryId.isNewer(id, position)) {
        waiting.put(number, own);
        return;
      }
      waiting.remove(number); // it was trimmed away before it was read
    }
    own.now();
  }

  /** It was read, as that entry. */
  void read(long number, String id) {
    Own own;
    synchronized (waiting) {
      own = waiting.remove(number);
    }
    if (own != null) {
      own.turn().accept(Optional.of(id));
    }
  }

  /** That entry is being read: what was before it, and is still waited for, was trimmed away. */
  void passed(String id) {
    List<Own> trimmed = new ArrayList<>(0);
    synchronized (waiting) {
      while (!waiting.isEmpty()
          && waiting.firstEntry().getValue().id().filter(own -> isBefore(own, id)).isPresent()) {
        trimmed.add(waiting.pollFirstEntry().getValue());
      }
    }
    trimmed.forEach(Own::now);
  }

  private static boolean isBefore(String own, String id) {
    return EntryId.isNewer(id, own);
  }

  /** It is not known to be in the stream. */
  void failed(long number) {
    end(number);
  }

  /** None of them will be read soon. */
  void lost() {
    end(Long.MAX_VALUE);
  }

  private void end(long last) {
    List<Own> ended;
    synchronized (waiting) {
      NavigableMap<Long, Own> those = waiting.headMap(last, true);
      ended = List.copyOf(those.values());
      those.clear();
    }
    ended.forEach(own -> own.turn().accept(Optional.empty()));
  }

  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }
}
