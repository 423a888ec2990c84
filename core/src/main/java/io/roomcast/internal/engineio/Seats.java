package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.wire.AddressKey;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The places for sessions, in total and per remote host, as which an IPv6 network counts. A
 * handshake takes one before anything else happens, so that handshakes in progress count too; it is
 * given back once, by whoever ends. Thread-safe; remembers no host that has none.
 */
final class Seats {
  private final int limit;
  private final int limitPerHost;
  private final AtomicInteger taken = new AtomicInteger();
  private final ConcurrentMap<AddressKey, Integer> takenByHost = new ConcurrentHashMap<>();

  Seats(int limit, int limitPerHost) {
    this.limit = limit;
    this.limitPerHost = limitPerHost;
  }

  /** Null if a seat was taken, else the name of the option whose limit is reached. */
  @Nullable String take(InetSocketAddress client) {
    if (taken.incrementAndGet() > limit) {
      taken.decrementAndGet();
      return "maxSessions";
    }
    if (!takeOfHost(client)) {
      taken.decrementAndGet();
      return "maxSessionsPerAddress";
    }
    return null;
  }

  private boolean takeOfHost(InetSocketAddress client) {
    if (limitPerHost == Integer.MAX_VALUE) {
      return true;
    }
    boolean[] full = {false};
    takenByHost.compute(
        AddressKey.of(client),
        (host, count) -> {
          full[0] = count != null && count >= limitPerHost;
          return count == null ? 1 : full[0] ? count : count + 1;
        });
    return !full[0];
  }

  void leave(InetSocketAddress client) {
    taken.decrementAndGet();
    if (limitPerHost != Integer.MAX_VALUE) {
      takenByHost.computeIfPresent(
          AddressKey.of(client), (host, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
  }

  int taken() {
    return taken.get();
  }

  /** Hosts that have a seat, where they are limited. */
  int hosts() {
    return takenByHost.size();
  }
}
