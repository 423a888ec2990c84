package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server has appended to a stream and does itself when it reads it there, like all others,
 * so that all act in one order. Where it is not known to be there, or the stream cannot be read, it
 * is done at once, after what was appended before it, and not again if it turns up later.
 *
 * <p>One thread takes turns at a time: what comes due meanwhile is done by that one, in order. What
 * a turn throws is logged and keeps none from being taken. Thread-safe; nothing is called under the
 * lock.
 */
final class OwnEntries {
  private static final Logger log = LoggerFactory.getLogger(OwnEntries.class);
  private static final int MAX_WAITING = 10_000; // a reader so far behind is not waited for
  private static final long MAX_BYTES = 16L << 20; // nor one that much; but one entry may have it

  /** With the id that Redis has given it, as soon as that is known. */
  private record Own(Consumer<Optional<String>> turn, int bytes, Optional<String> id)
      implements Runnable {
    Own at(Optional<String> known) {
      return new Own(turn, bytes, known);
    }

    @Override
    public void run() {
      turn.accept(id);
    }
  }

  /** By their numbers, which grow; guarded by itself, as all that follows. */
  private final NavigableMap<Long, Own> waiting = new TreeMap<>();

  private final Queue<Runnable> due = new ArrayDeque<>();
  private long bytes; // of those that wait
  private long next;
  private boolean taking; // turns, on some thread
  private String position = EntryId.START; // all entries before it have been read, or trimmed away

  /** About to be appended, with that many bytes: its number. */
  long expect(Consumer<Optional<String>> turn, int size) {
    long number;
    synchronized (waiting) {
      number = next++;
      waiting.put(number, new Own(turn, size, Optional.empty()));
      bytes += size;
      while (waiting.size() > MAX_WAITING || (bytes > MAX_BYTES && waiting.size() > 1)) {
        due.add(removed(waiting.firstKey(), Optional.empty()));
      }
    }
    takeTurns();
    return number;
  }

  private Runnable removed(long number, Optional<String> id) {
    Own own = requireNonNull(waiting.remove(number));
    bytes -= own.bytes();
    return own.at(id);
  }

  /** It is there. */
  void appended(long number, String id) {
    synchronized (waiting) {
      Own own = waiting.get(number);
      if (own == null) {
        return;
      } else if (isBefore(id, position)) { // it was trimmed away before it was read
        due.add(removed(number, Optional.of(id)));
      } else {
        waiting.put(number, own.at(Optional.of(id)));
      }
    }
    takeTurns();
  }

  /** It was read, as that entry. */
  void read(long number, String id) {
    synchronized (waiting) {
      if (waiting.containsKey(number)) {
        due.add(removed(number, Optional.of(id)));
      }
    }
    takeTurns();
  }

  /** Another one's entry was read. */
  void readOther(Runnable turn) {
    synchronized (waiting) {
      due.add(turn);
    }
    takeTurns();
  }

  /**
   * That entry is being read, or was: what was before it, and is still waited for, was trimmed
   * away. Where it is an earlier one than was said before, the stream has begun anew.
   */
  void passed(String id) {
    synchronized (waiting) {
      position = id;
      while (!waiting.isEmpty()) {
        Optional<String> first = waiting.firstEntry().getValue().id();
        if (first.filter(own -> isBefore(own, id)).isEmpty()) {
          break;
        }
        due.add(removed(waiting.firstKey(), first));
      }
    }
    takeTurns();
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
    synchronized (waiting) {
      while (!waiting.isEmpty() && waiting.firstKey() <= last) {
        due.add(removed(waiting.firstKey(), Optional.empty()));
      }
    }
    takeTurns();
  }

  /** Completes when all that is due by now has been done. */
  CompletionStage<Void> settled() {
    synchronized (waiting) {
      if (!taking) {
        return CompletableFuture.completedStage(null);
      }
      CompletableFuture<Void> done = new CompletableFuture<>();
      due.add(() -> done.complete(null));
      return done;
    }
  }

  private void takeTurns() {
    boolean first = true;
    for (Runnable turn = nextTurn(first); turn != null; turn = nextTurn(first)) {
      first = false;
      try {
        turn.run();
      } catch (Throwable e) { // also errors: the next ones are others'
        log.error("an entry of a stream was not acted on", e);
      }
    }
  }

  private @Nullable Runnable nextTurn(boolean first) {
    synchronized (waiting) {
      if (first && taking) {
        return null;
      }
      Runnable turn = due.poll();
      taking = turn != null;
      return turn;
    }
  }

  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }
}
