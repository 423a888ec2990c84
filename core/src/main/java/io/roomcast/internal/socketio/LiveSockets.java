package io.roomcast.internal.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Counts the sockets whose listeners have something to hear yet: all but their last words. */
final class LiveSockets {
  private final Object lock = new Object();
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private int count;

  void enter() {
    synchronized (lock) {
      count++;
    }
  }

  void leave() {
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
  CompletableFuture<Void> whenNone() {
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

  int count() {
    synchronized (lock) {
      return count;
    }
  }
}
