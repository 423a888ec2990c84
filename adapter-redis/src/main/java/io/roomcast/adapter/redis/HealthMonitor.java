package io.roomcast.adapter.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How it stands with Redis: counts, and tells of each change once. Thread-safe. */
final class HealthMonitor {
  private static final Logger log = LoggerFactory.getLogger(RedisHealth.class);

  final LongAdder published = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder refused = new LongAdder(); // channels, at present

  private final String address;
  private final Consumer<RedisHealth> listener;
  private final InstantSource clock;
  private RedisState state = RedisState.CLOSED; // guarded by this, as all that follows
  private Instant since;
  private long droppedBefore; // when the state began
  private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

  HealthMonitor(String address, Consumer<RedisHealth> listener, InstantSource clock) {
    this.address = address;
    this.listener = listener;
    this.clock = clock;
    this.since = clock.instant();
  }

  synchronized RedisHealth health() {
    return new RedisHealth(
        state,
        since,
        published.sum(),
        received.sum(),
        dropped.sum(),
        malformed.sum(),
        refused.sum());
  }

  String address() {
    return address;
  }

  /**
   * {@code cause} says why, where that is no good news. Logged under the lock, to keep the order.
   */
  synchronized void change(RedisState next, String cause) {
    if (next == state) {
      return;
    }
    Duration lasted = Duration.between(since, clock.instant());
    logChange(next, cause, lasted.toSeconds(), dropped.sum() - droppedBefore);
    state = next;
    since = clock.instant();
    droppedBefore = dropped.sum();
    RedisHealth now = health();
    told = told.thenRunAsync(() -> tell(now)); // never fails, so the next ones are told, too
  }

  private void logChange(RedisState next, String cause, long seconds, long lost) {
    switch (next) {
      case CONNECTING -> log.debug("connecting to {}", address);
      case CONNECTED -> {
        if (state == RedisState.RECONNECTING) {
          log.info(
              "{} is back after {} s; {} messages of this server were not sent",
              address,
              seconds,
              lost);
        } else {
          log.info("connected to {}", address);
        }
      }
      case RECONNECTING ->
          log.warn(
              "{} is away, or part of it ({}): each server serves its own sockets only, and goes on"
                  + " trying; what fails meanwhile is counted, not logged",
              address,
              cause);
      case CLOSED -> {
        if (state != RedisState.CONNECTING) {
          log.info("disconnected from {}", address);
        }
      }
    }
  }

  private void tell(RedisHealth health) {
    try {
      listener.accept(health);
    } catch (Throwable e) {
      log.error("the listener of Redis' state threw an exception at {}", health.state(), e);
    }
  }
}
