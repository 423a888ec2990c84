package io.roomcast.internal.recovery;

import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.recovery.ReplayBound.Need;
import java.util.List;

/**
 * What one connection has room for of the events that its client missed, in all of its namespaces
 * together, since all of them may be queued at the same time. Room is given back when the client
 * has confirmed what took it, or does not get that. Thread-safe.
 */
public final class ReplayRoom {
  private final ReplayBound bound;
  private long bytes; // that are taken; guarded by this
  private long messages; // likewise

  /** All of it is free. */
  public ReplayRoom(ReplayBound bound) {
    this.bound = bound;
  }

  /** One namespace's part of it; nothing, at first. */
  public Share share() {
    return new Share();
  }

  /** Takes the second in place of the first, or leaves it at that. */
  private synchronized boolean exchange(Need before, Need after) {
    long nextBytes = bytes - before.bytes() + after.bytes();
    long nextMessages = messages - before.messages() + after.messages();
    if (after.bytes() > before.bytes() && nextBytes > bound.bytes()) {
      bound.hits().hit("maxQueuedBytes");
      return false;
    }
    if (after.messages() > before.messages() && nextMessages > bound.messages()) {
      bound.hits().hit("maxQueuedPackets");
      return false;
    }
    bytes = nextBytes;
    messages = nextMessages;
    return true;
  }

  /** What the missed events of one namespace take. Thread-safe. */
  public final class Share {
    private Need taken = Need.NONE; // guarded by this

    private Share() {}

    /** Takes as much as these need, in place of what it had; false where there is no room. */
    public synchronized boolean hold(List<List<EngineMessage>> missed) {
      Need need = Need.of(missed);
      if (!exchange(taken, need)) {
        return false;
      }
      taken = need;
      return true;
    }

    /** Needs nothing any more. Idempotent. */
    public void giveBack() {
      boolean unused = hold(List.of());
    }
  }
}
