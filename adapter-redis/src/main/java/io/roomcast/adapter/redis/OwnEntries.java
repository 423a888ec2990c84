package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server has appended to a stream and does itself when it reads it there, like all others,
 * so that all act in one order. Where it is not known to be there, or the stream cannot be read, it
 * is done at once, after what was appended before it, and not again if it turns up later.
 *
 * <p>One thread takes turns at a time: what comes due meanwhile is done by that one, in order. It
 * takes some, and gives the rest away to a thread that nobody waits for, so that an emit comes to
 * its end whatever others emit. All is bounded: what waits to be read, by being done without that;
 * and what is due, by refusing more. What a turn throws is logged and keeps none from being taken.
 * Thread-safe, never blocks; nothing is called under the lock.
 */
final class OwnEntries {
  private static final Logger log = LoggerFactory.getLogger(OwnEntries.class);
  private static final long MAX_BYTES = 16L << 20; // but one entry may have more

  /** That many wait to be read, and that many more for their turn. */
  static final int MAX_ENTRIES = 10_000;

  /** Then they are given away: an emit to many sockets may take milliseconds. */
  static final int TURNS_AT_ONCE = 16;

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

  private final Executor elsewhere;

  /** By their numbers, which grow; guarded by itself, as all that follows. */
  private final NavigableMap<Long, Own> waiting = new TreeMap<>();

  private final Queue<Runnable> due = new ArrayDeque<>();
  private long waitingBytes;
  private int dueEntries; // own ones
  private long dueBytes;
  private long next;
  private boolean taking; // turns, on some thread
  private String position = EntryId.START; // all entries before it have been read, or trimmed away

  /** {@code elsewhere} never blocks; what it refuses is done by who asks. */
  OwnEntries(Executor elsewhere) {
    this.elsewhere = elsewhere;
  }

  /**
   * About to be appended, with that many bytes.
   *
   * @return its number
   * @throws RejectedExecutionException where as much is due as may be, since more is appended than
   *     can be done
   */
  long expect(Consumer<Optional<String>> turn, int size) {
    long number;
    synchronized (waiting) {
      if (dueEntries >= MAX_ENTRIES || dueBytes >= MAX_BYTES) {
        throw new RejectedExecutionException(
            "this server emits faster than it delivers: "
                + dueEntries
                + " operations ("
                + dueBytes
                + " bytes) wait for their turn");
      }
      number = next++;
      waiting.put(number, new Own(turn, size, Optional.empty()));
      waitingBytes += size;
      while (waiting.size() > MAX_ENTRIES || (waitingBytes > MAX_BYTES && waiting.size() > 1)) {
        isDue(waiting.firstKey(), Optional.empty()); // a reader so far behind is not waited for
      }
    }
    takeTurns();
    return number;
  }

  private void isDue(long number, Optional<String> id) {
    Own own = requireNonNull(waiting.remove(number));
    waitingBytes -= own.bytes();
    dueEntries++;
    dueBytes += own.bytes();
    due.add(own.at(id));
  }

  /** It is there. */
  void appended(long number, String id) {
    synchronized (waiting) {
      Own own = waiting.get(number);
      if (own == null) {
        return;
      } else if (isBefore(id, position)) { // it was trimmed away before it was read
        isDue(number, Optional.of(id));
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
        isDue(number, Optional.of(id));
      }
    }
    takeTurns();
  }

  /** Another one's entry was read. Whoever reads waits until all is {@link #settled}. */
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
        isDue(waiting.firstKey(), first);
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
        isDue(waiting.firstKey(), Optional.empty());
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
    synchronized (waiting) {
      if (taking || due.isEmpty()) {
        return;
      }
      taking = true;
    }
    goOn();
  }

  private void goOn() {
    for (int taken = 0; taken < TURNS_AT_ONCE || !givenAway(); taken++) {
      Runnable turn = nextTurn();
      if (turn == null) {
        return;
      }
      try {
        turn.run();
      } catch (Throwable e) { // also errors: the next ones are others'
        log.error("an entry of a stream was not acted on", e);
      }
    }
  }

  private @Nullable Runnable nextTurn() {
    synchronized (waiting) {
      Runnable turn = due.poll();
      if (turn instanceof Own own) {
        dueEntries--;
        dueBytes -= own.bytes();
      }
      taking = turn != null;
      return turn;
    }
  }

  private boolean givenAway() {
    synchronized (waiting) {
      if (due.isEmpty()) {
        return false;
      }
    }
    try {
      elsewhere.execute(this::goOn);
      return true;
    } catch (RejectedExecutionException closing) {
      return false;
    }
  }

  /** To be read. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }
}
