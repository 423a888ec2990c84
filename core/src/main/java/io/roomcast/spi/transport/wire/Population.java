package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts connections, in total and per address, and refuses those over the limits. Thread-safe.
 *
 * <pre>{@code
 * Population population = new Population(limits);
 * if (population.admit(address)) {
 *   log.info("{} connected", population.total());
 *   population.leave(address); // when the connection has ended
 * }
 * }</pre>
 */
public final class Population {
  private final int maxTotal;
  private final int maxPerAddress;
  private final Map<Object, Integer> perAddress = new HashMap<>();
  private int total;

  /**
   * Nobody yet.
   *
   * @param limits with the most connections, in total and per address
   */
  public Population(Limits limits) {
    maxTotal = limits.maxConnections();
    maxPerAddress = limits.maxConnectionsPerAddress();
  }

  /**
   * Counts a newcomer in, unless a limit is reached.
   *
   * @param address of the peer; compared by {@code equals}
   * @return false if it is to be refused
   */
  public synchronized boolean admit(Object address) {
    int here = perAddress.getOrDefault(address, 0);
    if (total >= maxTotal || here >= maxPerAddress) {
      return false;
    }
    perAddress.put(address, here + 1);
    total++;
    return true;
  }

  /**
   * Counts a connection out.
   *
   * @param address by which it was counted in
   */
  public synchronized void leave(Object address) {
    perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    total--;
    if (total == 0) {
      notifyAll();
    }
  }

  /**
   * Blocks until nobody is connected, or the deadline, which may move, has passed.
   *
   * @param deadlineNanos as of {@link System#nanoTime()}
   * @return whether nobody is connected
   * @throws InterruptedException if the thread is interrupted
   */
  public synchronized boolean awaitEmpty(LongSupplier deadlineNanos) throws InterruptedException {
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
  public synchronized void deadlineMoved() {
    notifyAll();
  }

  /**
   * How many are connected.
   *
   * @return connections
   */
  public synchronized int total() {
    return total;
  }

  /**
   * How many addresses are counted.
   *
   * @return none when nobody is connected
   */
  public synchronized int addresses() {
    return perAddress.size();
  }
}
