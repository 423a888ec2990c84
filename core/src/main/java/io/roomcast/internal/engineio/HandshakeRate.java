package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.spi.transport.wire.AddressKey;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many handshakes may begin in a second, in total and per remote host, as which an IPv6 network
 * counts: buckets of as many tokens as there may be in a second, which fill evenly. A bucket is one
 * number, the time at which it is full again if nothing more is taken. Thread-safe, without a lock.
 *
 * <p>Where hosts have no limit of their own, they have a share as soon as the total is under
 * pressure, that is, less than half full: so one host alone leaves the other half to newcomers.
 * Hosts that may stand for many have none: those nearby (of this machine or a private network),
 * where proxies are, and proxies that are trusted but name no client.
 *
 * <p>Hosts whose bucket is full are forgotten after a second. Only so many are known at a time;
 * where more come in the same second, what they share is the total.
 */
final class HandshakeRate {
  /** Hosts that are known at a time. */
  static final int MAX_HOSTS = FixedBound.HANDSHAKE_HOSTS.max();

  /** A host's part of the total while that is under pressure. */
  static final int SHARE = FixedBound.HANDSHAKE_SHARE.max();

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long NANOS = SECOND.toNanos();

  private final Timers timers;
  private final LongSupplier nanoClock;
  private final LimitHits hits;
  private final Bucket ofAll;
  private final Bucket ofHost;
  private final boolean hostsShare; // in place of a limit of their own
  private final TrustedProxies proxies;
  private final AtomicLong full;
  private final ConcurrentMap<AddressKey, Long> fullByHost = new ConcurrentHashMap<>();
  private final AtomicBoolean forgetting = new AtomicBoolean();

  /**
   * How large a bucket is, in nanoseconds.
   *
   * @param cost of a token; none where there is no limit
   * @param depth of all of them together
   */
  private record Bucket(long cost, long depth) {
    static Bucket of(int tokens) {
      long cost = NANOS / tokens;
      return new Bucket(cost, cost * tokens);
    }

    boolean hasLimit() {
      return cost > 0;
    }

    /** When a bucket is full again from which one more is taken. */
    long after(long full, long now) {
      return (full - now > 0 ? full : now) + cost;
    }

    /** Whether less than half is in it. */
    boolean isUnderPressure(long full, long now) {
      return full - now > depth / 2;
    }

    /** Whether there is not as much in it. */
    boolean isOverdrawn(long full, long now) {
      return full - now > depth;
    }
  }

  /** {@code nanoClock} counts as {@link System#nanoTime()} does. */
  HandshakeRate(EngineOptions options, Timers timers, LongSupplier nanoClock, LimitHits hits) {
    this.timers = timers;
    this.nanoClock = nanoClock;
    this.hits = hits;
    this.ofAll = Bucket.of(options.maxHandshakesPerSecond());
    Bucket chosen = Bucket.of(options.maxHandshakesPerSecondPerAddress());
    this.hostsShare = !chosen.hasLimit() && ofAll.hasLimit();
    this.ofHost =
        hostsShare ? Bucket.of(Math.max(1, options.maxHandshakesPerSecond() / SHARE)) : chosen;
    this.proxies = options.trustedProxies();
    this.full = new AtomicLong(nanoClock.getAsLong());
  }

  /** Null if a handshake may begin, else the name of the limit that is reached. */
  @Nullable String take(InetSocketAddress client) {
    long now = nanoClock.getAsLong();
    if (holdsHost(client, now) && !takeOfHost(AddressKey.of(client), now)) {
      // asked first, so that others lose nothing by it
      return hostsShare ? FixedBound.HANDSHAKE_SHARE.counter() : "maxHandshakesPerSecondPerAddress";
    }
    return !ofAll.hasLimit() || takeOfAll(now) ? null : "maxHandshakesPerSecond";
  }

  private boolean holdsHost(InetSocketAddress client, long now) {
    return hostsShare
        ? ofAll.isUnderPressure(full.get(), now) && !mayStandForMany(client)
        : ofHost.hasLimit();
  }

  private boolean mayStandForMany(InetSocketAddress client) {
    InetAddress address = client.getAddress();
    return address == null
        || address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || isUniqueLocal(address)
        || proxies.trusts(client);
  }

  /** The private networks of IPv6 (RFC 4193). */
  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xFE) == 0xFC;
  }

  private boolean takeOfAll(long now) {
    while (true) {
      long before = full.get();
      long after = ofAll.after(before, now);
      if (ofAll.isOverdrawn(after, now)) {
        return false;
      } else if (full.compareAndSet(before, after)) {
        return true;
      }
    }
  }

  private boolean takeOfHost(AddressKey host, long now) {
    if (fullByHost.size() >= MAX_HOSTS && !fullByHost.containsKey(host)) {
      hits.hit(FixedBound.HANDSHAKE_HOSTS);
      return true;
    }
    boolean[] taken = {false};
    fullByHost.compute(
        host,
        (key, before) -> {
          long after = ofHost.after(before == null ? now : before, now);
          taken[0] = !ofHost.isOverdrawn(after, now);
          return taken[0] ? Long.valueOf(after) : before;
        });
    if (forgetting.compareAndSet(false, true)) {
      forgetLater();
    }
    return taken[0];
  }

  private void forgetLater() {
    var unused = timers.schedule(SECOND, this::forget);
  }

  private void forget() {
    long now = nanoClock.getAsLong();
    fullByHost.values().removeIf(full -> full - now <= 0);
    if (!fullByHost.isEmpty()) {
      forgetLater();
      return;
    }
    forgetting.set(false);
    if (!fullByHost.isEmpty() && forgetting.compareAndSet(false, true)) { // who came just now
      forgetLater();
    }
  }

  /** Hosts that are known. */
  int hosts() {
    return fullByHost.size();
  }
}
