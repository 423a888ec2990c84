package io.roomcast.internal.socketio;

import java.util.concurrent.CompletableFuture;

/**
 * Keeps in order what one socket is sent, where its events go through a log first: what goes to the
 * client without that waits for the events before it. Thread-safe; nothing is called under the
 * lock.
 */
final class Detour {
  private static final int MAX_WAITING = 1000; // more than that does not wait

  private static final CompletableFuture<?> NOTHING = CompletableFuture.completedFuture(null);

  private CompletableFuture<?> last = NOTHING; // guarded by this
  private int waiting; // likewise

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

  /** Something that takes none: now, or after the events that do. */
  void pass(Runnable direct) {
    CompletableFuture<?> before;
    CompletableFuture<Void> through = new CompletableFuture<>();
    synchronized (this) {
      before = last;
      if (before.isDone() || waiting >= MAX_WAITING) {
        before = null;
      } else {
        waiting++;
        last = through;
      }
    }
    if (before == null) {
      direct.run();
      return;
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
  }
}
