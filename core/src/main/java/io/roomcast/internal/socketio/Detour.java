package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.LimitHits;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps in order what one socket is sent, where its events go through a log first: what goes to the
 * client without that waits for the events before it. Thread-safe; nothing is called under the
 * lock.
 */
final class Detour {
  private static final CompletableFuture<?> NOTHING = CompletableFuture.completedFuture(null);

  private final LimitHits hits;
  private CompletableFuture<?> last = NOTHING; // guarded by this
  private int waiting; // likewise

  Detour(LimitHits hits) {
    this.hits = hits;
  }

  /** Whether something is on it. */
  synchronized boolean busy() {
    return !last.isDone();
  }

  /** An event takes the detour until then. */
  void take(CompletableFuture<?> event) {
    CompletableFuture<Void> through = new CompletableFuture<>();
    CompletableFuture<?> before;
    synchronized (this) {
      before = last;
      last = through;
    }
    var unused =
        CompletableFuture.allOf(before, event)
            .whenComplete((value, failure) -> through.complete(null));
  }

  /**
   * Something that takes none: now, or after the events that do. False where too much waits for
   * them already: it is not done then, since it would overtake them.
   */
  boolean pass(Runnable direct) {
    boolean taken = pass(direct, FixedBound.ACKS_BEHIND_LOG.max());
    if (!taken) {
      hits.hit(FixedBound.ACKS_BEHIND_LOG);
    }
    return taken;
  }

  /** As above, for what is not refused: the last word. */
  void end(Runnable direct) {
    boolean unused = pass(direct, Integer.MAX_VALUE);
  }

  private boolean pass(Runnable direct, int limit) {
    CompletableFuture<?> before;
    CompletableFuture<Void> through = new CompletableFuture<>();
    boolean waits;
    synchronized (this) {
      before = last;
      waits = !before.isDone();
      if (waits && waiting >= limit) {
        return false;
      } else if (waits) {
        waiting++;
        last = through;
      }
    }
    if (!waits) {
      direct.run();
      return true;
    }
    var unused =
        before.whenComplete(
            (value, failure) -> {
              synchronized (this) {
                waiting--;
              }
              try {
                direct.run();
              } finally {
                through.complete(null);
              }
            });
    return true;
  }
}
