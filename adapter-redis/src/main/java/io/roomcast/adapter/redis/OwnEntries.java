package io.roomcast.adapter.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /** By their numbers, which grow; guarded by itself. */
  private final NavigableMap<Long, Consumer<Optional<String>>> waiting = new TreeMap<>();

  private long next; // guarded by the map

  /** About to be appended: its number. */
  long expect(Consumer<Optional<String>> turn) {
    long number;
    Map.Entry<Long, Consumer<Optional<String>>> tooMany = null;
    synchronized (waiting) {
      number = next++;
      waiting.put(number, turn);
      if (waiting.size() > MAX_WAITING) {
        tooMany = waiting.pollFirstEntry();
      }
    }
    if (tooMany != null) {
      tooMany.getValue().accept(Optional.empty());
    }
    return number;
  }

  /** It was read, as that entry. */
  void read(long number, String id) {
    Consumer<Optional<String>> turn;
    synchronized (waiting) {
      turn = waiting.remove(number);
    }
    if (turn != null) {
      turn.accept(Optional.of(id));
    }
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
    List<Consumer<Optional<String>>> turns;
    synchronized (waiting) {
      NavigableMap<Long, Consumer<Optional<String>>> ended = waiting.headMap(last, true);
      turns = new ArrayList<>(ended.values());
      ended.clear();
    }
    turns.forEach(turn -> turn.accept(Optional.empty()));
  }

  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }
}
