package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections, in total and per address, and refuses those over the limits. Thread-safe.
 *
 * <pre>{@code
 * Population population =
 *     new Population(limits, option -> log.debug("a newcomer over {}", option));
 * AddressKey client = AddressKey.of(exchange.remoteAddress());
 * if (population.admit(client)) {
 *   log.info("{} connected", population.total());
 *   population.leave(client); // when the connection has ended
 * }
 * }</pre>
 */
public final class Population {
  private final int maxTotal;
  private final int maxPerAddress;
  private final Consumer<String> refusals;
  private final Map<AddressKey, Integer> perAddress = new HashMap<>();
  private int total;

  /**
   * Nobody yet.
   *
   * @param limits with the most connections, in total and per address
   * @param refusals called with the name of the limit for each newcomer that is refused, as {@link
   *     io.roomcast.spi.transport.RequestHandler#limitReached} wants it; without a lock
   */
  public Population(Limits limits, Consumer<String> refusals) {
    maxTotal = limits.maxConnections();
    maxPerAddress = limits.maxConnectionsPerAddress();
    this.refusals = refusals;
  }

  /**
   * Counts a newcomer in, unless a limit is reached.
   *
   * @param address of the peer
   * @return false if it is to be refused
   */
  public boolean admit(AddressKey address) {
    String full = take(address);
    if (full != null) {
      refusals.accept(full);
    }
    return full == null;
  }

  private synchronized @Nullable String take(AddressKey address) {
    int here = perAddress.getOrDefault(address, 0);
    if (total >= maxTotal) {
      return "maxConnections";
    }
    if (here >= maxPerAddress) {
      return "maxConnectionsPerAddress";
    }
    perAddress.put(address, here + 1);
    total++;
    return null;
  }

  /**
   * Counts a connection out.
   *
   * @param address by which it was counted in
   */
  public synchronized void leave(AddressKey address) {
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
