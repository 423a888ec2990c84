package io.roomcast.internal.engineio;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Remembers roughly which hosts were seen, in fixed space: who comes first takes a slot for good,
 * and who finds none free nearby counts as seen. So something is said at most once to each, and at
 * most as often as there are slots, whoever comes.
 */
final class SeenAddresses {
  private static final int SLOTS = 256;
  private static final int TRIES = 16;

  private final AtomicIntegerArray hashes = new AtomicIntegerArray(SLOTS);

  boolean addIfNew(InetSocketAddress address) {
    int hash = Objects.hashCode(address.getAddress()) | 1; // never the zero of an empty slot
    int first = (hash * 0x9e3779b9) >>> 24;
    for (int i = 0; i < TRIES; i++) {
      int holder = hashes.compareAndExchange((first + i) % SLOTS, 0, hash);
      if (holder == 0 || holder == hash) {
        return holder == 0;
      }
    }
    return false;
  }
}
