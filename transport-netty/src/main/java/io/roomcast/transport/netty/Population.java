package io.roomcast.transport.netty;

import io.roomcast.spi.transport.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Counts connections, in total and per address, and refuses those over the limits. Thread-safe. */
final class Population {
  private final int maxTotal;
  private final int maxPerAddress;
  private final Map<Object, Integer> perAddress = new HashMap<>();
  private int total;

  Population(Limits limits) {
    maxTotal = limits.maxConnections();
    maxPerAddress = limits.maxConnectionsPerAddress();
  }

  /** Counts a newcomer in, unless a limit is reached. */
  synchronized boolean admit(Object address) {
    int here = perAddress.getOrDefault(address, 0);
    if (total >= maxTotal || here >= maxPerAddress) {
      return false;
    }
    perAddress.put(address, here + 1);
    total++;
    return true;
  }

  /** Counts a connection out. */
  synchronized void leave(Object address) {
    perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    total--;
    if (total == 0) {
      notifyAll();
    }
  }

  /** Waits until nobody is connected, or the deadline, which may move, has passed. */
  synchronized boolean awaitEmpty(LongSupplier deadlineNanos) throws InterruptedException {
    while (total > 0) {
      long left = deadlineNanos.getAsLong() - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Lets {@link #awaitEmpty} look at its deadline again. */
  synchronized void deadlineMoved() {
    notifyAll();
  }

  synchronized int total() {
    return total;
  }

  /** How many addresses are counted; none when nobody is connected. */
  synchronized int addresses() {
    return perAddress.size();
  }
}
