package io.roomcast.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Answers of one connection that the client has taken, of which the server hears in their order,
 * perhaps later. Confined to the loop.
 */
final class InMemoryReceipts {
  private final InMemoryNetwork network;
  private final SplittableRandom random;
  private final Deque<CompletableFuture<Void>> untold = new ArrayDeque<>();
  private long taken;
  private long told;

  InMemoryReceipts(InMemoryNetwork network, long stream) {
    this.network = network;
    this.random = network.faults().random(stream);
  }

  void taken(CompletableFuture<Void> written) {
    untold.add(written);
    long number = ++taken;
    Duration delay = network.faults().delay(random);
    if (delay.isZero()) {
      tellUpTo(number);
    } else {
      var unused = network.after(delay, () -> tellUpTo(number));
    }
  }

  private void tellUpTo(long number) {
    while (told < number) {
      told++;
      untold.remove().complete(null);
    }
  }

  /** The connection is about to end. */
  void end() {
    tellUpTo(taken);
  }
}
