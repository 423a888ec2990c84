package io.roomcast.internal.concurrent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Counts those whose listeners have something to hear yet: all but their last words. */
public final class Census {
  private final Object lock = new Object();
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private int count;

  public void enter() {
    synchronized (lock) {
      count++;
    }
  }

  public void leave() {
    List<CompletableFuture<Void>> done = List.of();
    synchronized (lock) {
      count--;
      if (count == 0) {
        done = List.copyOf(waiting);
        waiting.clear();
      }
    }
    done.forEach(future -> future.complete(null));
  }

  /** Completes as soon as nobody is left. */
  public CompletableFuture<Void> whenNone() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    synchronized (lock) {
      if (count > 0) {
        waiting.add(future);
        return future;
      }
    }
    future.complete(null);
    return future;
  }

  public int count() {
    synchronized (lock) {
      return count;
    }
  }
}
