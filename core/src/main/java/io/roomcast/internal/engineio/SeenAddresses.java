package io.roomcast.internal.engineio;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Remembers roughly which hosts were seen, in fixed space: each takes the place of an older one
 * with which it happens to share a slot. Good enough for saying something only once to each.
 */
final class SeenAddresses {
  private static final int SLOTS = 256;

  private final AtomicIntegerArray hashes = new AtomicIntegerArray(SLOTS);

  boolean addIfNew(InetSocketAddress address) {
    int hash = Objects.hashCode(address.getAddress()) | 1; // never the zero of an empty slot
    int mixed = hash * 0x9e3779b9;
    return hashes.getAndSet(mixed >>> 24, hash) != hash;
  }
}
