package io.roomcast.internal.socketio;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one namespace that are on their way, by private id: about to be put into the
 * store, or taken out of it and not connected yet. Whoever asks for one of them waits until that is
 * over; of several the one that asked last, as a client has one connection. Thread-safe; nobody is
 * called under the lock.
 */
final class SessionTransit {

  /** Who asks for a session; called on any thread. */
  interface Claimant {

    /** Before each attempt: where the client still seems to be connected, that has to end. */
    void comes();

    /** It is the one that may take it out of the store, until it says that this is over. */
    void mayTake();

    /** Another one has asked for it meanwhile, or nobody may any more. */
    void overtaken();
  }

  /** One way of a session. */
  static final class Passage {
    private @Nullable Claimant waiting; // guarded by the transit

    private Passage() {}
  }

  private final Map<String, Passage> passages = new HashMap<>(); // guarded by this

  /** Asks for a session. */
  void claim(String privateId, Claimant claimant) {
    attempt(privateId, claimant, true);
  }

  private void attempt(String privateId, Claimant claimant, boolean asksNow) {
    claimant.comes();
    boolean free;
    Claimant overtaken = null;
    synchronized (this) {
      Passage before = passages.get(privateId);
      free = before == null;
      if (before == null) {
        passages.put(privateId, new Passage());
      } else if (asksNow || before.waiting == null) {
        overtaken = before.waiting;
        before.waiting = claimant;
      } else {
        overtaken = claimant;
      }
    }
    if (overtaken != null) {
      overtaken.overtaken();
    }
    if (free) {
      claimant.mayTake();
    }
  }

  /** A session is about to be put in; who waits already waits for this, too. */
  synchronized void announce(String privateId) {
    Passage next = new Passage();
    Passage before = passages.put(privateId, next);
    next.waiting = before == null ? null : before.waiting;
  }

  synchronized Optional<Passage> find(String privateId) {
    return Optional.ofNullable(passages.get(privateId));
  }

  /** That way is over, unless another one has begun meanwhile. */
  void end(String privateId, Passage passage) {
    Claimant next;
    synchronized (this) {
      if (!passages.remove(privateId, passage)) {
        return;
      }
      next = passage.waiting;
    }
    if (next != null) {
      attempt(privateId, next, false);
    }
  }

  /** As above, whatever way that is. */
  void end(String privateId) {
    find(privateId).ifPresent(passage -> end(privateId, passage));
  }

  /** Nobody is to wait any more. */
  void clear() {
    List<Claimant> all;
    synchronized (this) {
      all = passages.values().stream().map(it -> it.waiting).filter(Objects::nonNull).toList();
      passages.clear();
    }
    all.forEach(Claimant::overtaken);
  }
}
