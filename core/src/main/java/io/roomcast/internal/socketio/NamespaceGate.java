package io.roomcast.internal.socketio;

import java.util.concurrent.CompletableFuture;

/**
 * The way into one namespace: who is in or on the way in is counted, so that an empty one can be
 * taken away without anybody losing a place in it.
 *
 * <pre>
 *   PREPARING  open()  -> OPEN     nobody enters; whoever wants to waits for it to be settled
 *   OPEN       close() -> CLOSED   where nobody is in, and it was not asked for by name
 *   CLOSED                         nobody enters; once settled, its name is free again
 * </pre>
 *
 * Thread-safe; nothing is called under the lock.
 */
final class NamespaceGate {
  private enum State {
    PREPARING,
    OPEN,
    CLOSED
  }

  private final Object lock = new Object();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private State state = State.PREPARING;
  private int inside;
  private boolean kept;

  /** Counts one in, until it {@linkplain #leave leaves}. False where it is not open. */
  boolean enter() {
    synchronized (lock) {
      if (state == State.OPEN) {
        inside++;
        return true;
      }
      return false;
    }
  }

  void leave() {
    synchronized (lock) {
      inside--;
    }
  }

  /** It was asked for by name, so it lasts. False where it is closed already. */
  boolean keep() {
    synchronized (lock) {
      kept = kept || state != State.CLOSED;
      return state != State.CLOSED;
    }
  }

  void open() {
    synchronized (lock) {
      state = State.OPEN;
    }
    opened.complete(null);
  }

  /** Whether {@link #close} would close it now. */
  boolean deserted() {
    synchronized (lock) {
      return state == State.OPEN && inside == 0 && !kept;
    }
  }

  /** Closes it, where it is {@link #deserted}. True for the one call that did. */
  boolean close() {
    synchronized (lock) {
      if (state != State.OPEN || inside > 0 || kept) {
        return false;
      }
      state = State.CLOSED;
      return true;
    }
  }

  boolean closed() {
    synchronized (lock) {
      return state == State.CLOSED;
    }
  }

  /** What was to be done after {@link #close} has been done. */
  void gone() {
    gone.complete(null);
  }

  /** Completes as soon as it is worth another look: it is open, or its name is free again. */
  CompletableFuture<Void> settled() {
    synchronized (lock) {
      return state == State.CLOSED ? gone : opened;
    }
  }

  int inside() {
    synchronized (lock) {
      return inside;
    }
  }
}
