package io.roomcast.internal.socketio;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The way into one namespace: who is in or on the way in is counted, so that an empty one can be
 * taken away without anybody losing a place in it.
 *
 * <pre>
 *   PREPARING  open()  -> OPEN     nobody enters; whoever waits for it is then in
 *              fail()  -> GONE     whoever waits is told to look for another one
 *   OPEN       close() -> CLOSING  where nobody is in, and it was not asked for by name
 *              closeDormant() -> CLOSING  likewise, with those in who are away
 *   CLOSING    gone()  -> GONE     nobody enters; whoever waits is told as above
 *   GONE                           its name is free again
 * </pre>
 *
 * Thread-safe; nothing is called under the lock.
 */
final class NamespaceGate {

  /** Who wants to enter, and is called at most once, on any thread. */
  interface Waiter {

    /** It is open, and has counted the waiter in. */
    void entered();

    /** Its name is free again. */
    void gone();
  }

  private enum State {
    PREPARING,
    OPEN,
    CLOSING,
    GONE
  }

  private final Object lock = new Object();
  private final Set<Waiter> waiting = new LinkedHashSet<>();
  private State state = State.PREPARING;
  private int inside;
  private int absent; // of those inside
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

  /** As above, now or as soon as it is decided whether it opens. */
  void enter(Waiter waiter) {
    State now;
    synchronized (lock) {
      now = state;
      if (now == State.OPEN) {
        inside++;
      } else if (now != State.GONE) {
        waiting.add(waiter);
      }
    }
    if (now == State.OPEN) {
      waiter.entered();
    } else if (now == State.GONE) {
      waiter.gone();
    }
  }

  /** It does not wait any more. Does nothing where it has been called, or is about to be. */
  void forget(Waiter waiter) {
    synchronized (lock) {
      waiting.remove(waiter);
    }
  }

  /** Counts its maker in, who sees to it that it opens or fails. */
  void hold() {
    synchronized (lock) {
      inside++;
    }
  }

  void leave() {
    synchronized (lock) {
      inside--;
    }
  }

  /** One of those inside is away from now on: it leaves, and keeps a place. */
  void absenceBegan() {
    synchronized (lock) {
      inside++;
      absent++;
    }
  }

  /** It is back, in another place; or it does not come back. */
  void absenceEnded() {
    synchronized (lock) {
      inside--;
      absent--;
    }
  }

  /** It was asked for by name, so it lasts. False where it is closed already. */
  boolean keep() {
    synchronized (lock) {
      kept = kept || !closed();
      return !closed();
    }
  }

  void open() {
    List<Waiter> entered;
    synchronized (lock) {
      if (state != State.PREPARING) {
        return;
      }
      state = State.OPEN;
      entered = taken();
      inside += entered.size();
    }
    entered.forEach(Waiter::entered);
  }

  /** It was not to be. Does nothing where it is open. */
  void fail() {
    synchronized (lock) {
      if (state != State.PREPARING) {
        return;
      }
    }
    gone();
  }

  /** Whether {@link #close} would close it now. */
  boolean deserted() {
    synchronized (lock) {
      return state == State.OPEN && inside == 0 && !kept;
    }
  }

  /** Whether somebody is in, but all are away. */
  boolean dormant() {
    synchronized (lock) {
      return state == State.OPEN && inside > 0 && inside == absent && !kept;
    }
  }

  /** As {@link #close}, where it is {@link #dormant}. */
  boolean closeDormant() {
    synchronized (lock) {
      if (!dormant()) {
        return false;
      }
      state = State.CLOSING;
      return true;
    }
  }

  /** Closes it, where it is {@link #deserted}. True for the one call that did. */
  boolean close() {
    synchronized (lock) {
      if (!deserted()) {
        return false;
      }
      state = State.CLOSING;
      return true;
    }
  }

  boolean closed() {
    synchronized (lock) {
      return state == State.CLOSING || state == State.GONE;
    }
  }

  /** What was to be done after {@link #close} has been done. */
  void gone() {
    List<Waiter> disappointed;
    synchronized (lock) {
      state = State.GONE;
      disappointed = taken();
    }
    disappointed.forEach(Waiter::gone);
  }

  private List<Waiter> taken() {
    List<Waiter> all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  int inside() {
    synchronized (lock) {
      return inside;
    }
  }

  /** For tests. */
  int waiting() {
    synchronized (lock) {
      return waiting.size();
    }
  }
}
