package io.roomcast.internal.recovery;

import java.util.concurrent.atomic.AtomicLong;

/** An amount of bytes, or of places, that many share. Thread-safe. */
public final class Budget {
  private final long max;
  private final AtomicLong taken = new AtomicLong();

  public Budget(long max) {
    this.max = max;
  }

  /** Takes them all, or none where so many are not left. */
  public boolean take(int amount) {
    long before = taken.get();
    while (before + amount <= max) {
      if (taken.compareAndSet(before, before + amount)) {
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  public void giveBack(int amount) {
    taken.addAndGet(-amount);
  }

  /** So much is in use. */
  public long taken() {
    return taken.get();
  }
}
