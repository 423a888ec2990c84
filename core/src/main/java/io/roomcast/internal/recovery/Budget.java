package io.roomcast.internal.recovery;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that many histories share. Thread-safe; may be exceeded by what threads add at once. */
public final class Budget {
  private final long max;
  private final AtomicLong taken = new AtomicLong();

  public Budget(long max) {
    this.max = max;
  }

  boolean allows(int bytes) {
    return taken.get() + bytes <= max;
  }

  void take(int bytes) {
    taken.addAndGet(bytes);
  }

  void giveBack(int bytes) {
    taken.addAndGet(-bytes);
  }

  /** Bytes in use. */
  public long taken() {
    return taken.get();
  }
}
