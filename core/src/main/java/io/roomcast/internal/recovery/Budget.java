package io.roomcast.internal.recovery;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that many histories share. Thread-safe. */
public final class Budget {
  private final long max;
  private final AtomicLong taken = new AtomicLong();

  public Budget(long max) {
    this.max = max;
  }

  /** Takes them all, or none where so many are not left. */
  boolean take(int bytes) {
    long before = taken.get();
    while (before + bytes <= max) {
      if (taken.compareAndSet(before, before + bytes)) {
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  void giveBack(int bytes) {
    taken.addAndGet(-bytes);
  }

  /** Bytes in use. */
  public long taken() {
    return taken.get();
  }
}
