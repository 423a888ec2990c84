package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of all sessions of an engine, in which each is given what is queued for it. Thread-safe.
 *
 * <p>All clients come back as soon as they are closed, and elsewhere; so they are closed in waves,
 * in no order that they could have in common: a thousand a second, or as many more as it takes to
 * have closed the last one after half of the time. The other half is for clients that are slow to
 * fetch what is theirs.
 */
final class Drain {
  static final Duration BETWEEN_WAVES = Duration.ofMillis(50);
  private static final Duration PER_SESSION = Duration.ofMillis(1);

  private final Sessions sessions;
  private final Timers timers;
  private final Random random;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Object lock = new Object();
  private final Queue<Session> open = new ArrayDeque<>(); // those whose wave is to come
  private final List<Timers.Timeout> limits = new ArrayList<>(1); // one for each call
  private int waves = Integer.MAX_VALUE; // that are to come at most
  private Timers.@Nullable Timeout nextWave;
  private int chain; // of waves; that of an earlier call ends where a later one begins its own

  Drain(Sessions sessions, Timers timers, Random random) {
    this.sessions = sessions;
    this.timers = timers;
    this.random = random;
    CompletableFuture<?> unused = done.whenComplete((nothing, failure) -> forget());
    unused = sessions.emptied().thenRun(this::end);
  }

  /**
   * Begins with the first wave; the sessions must be closed to newcomers. A later call can only
   * make it end earlier.
   *
   * @return completes when no session is left, or the time is up
   */
  CompletableFuture<Void> within(Duration time) {
    int mine;
    synchronized (lock) {
      if (done.isDone()) {
        return done;
      }
      if (limits.isEmpty()) {
        gather();
      }
      limits.add(timers.schedule(time, this::end));
      waves = Math.min(waves, wavesWithin(time));
      if (nextWave != null) {
        nextWave.cancel();
      }
      mine = ++chain;
    }
    wave(mine);
    return done;
  }

  private void gather() {
    List<Session> all = new ArrayList<>(sessions.all());
    Collections.shuffle(all, random);
    open.addAll(all);
  }

  private int wavesWithin(Duration time) {
    Duration atThePace = PER_SESSION.multipliedBy(open.size());
    Duration half = time.dividedBy(2);
    Duration spread = half.compareTo(atThePace) < 0 ? half : atThePace;
    return (int) Math.max(1, ceil(spread.toNanos(), BETWEEN_WAVES.toNanos()));
  }

  /** One whose turn came when it could not be cancelled any more leaves it to the chain of now. */
  private void wave(int ofChain) {
    List<Session> now = new ArrayList<>();
    synchronized (lock) {
      if (ofChain != chain) {
        return;
      }
      for (long size = ceil(open.size(), waves); size > 0; size--) {
        now.add(open.remove());
      }
      waves = Math.max(1, waves - 1);
      if (!open.isEmpty()) {
        nextWave = timers.schedule(pause(), () -> wave(ofChain));
      }
    }
    now.forEach(Session::close);
  }

  /** Half as long as on average, to half as long again. */
  private Duration pause() {
    long average = BETWEEN_WAVES.toNanos();
    return Duration.ofNanos(average / 2 + random.nextLong(average));
  }

  private static long ceil(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  private void end() {
    done.complete(null);
  }

  private void forget() {
    synchronized (lock) {
      open.clear();
      limits.forEach(Timers.Timeout::cancel);
      if (nextWave != null) {
        nextWave.cancel();
      }
    }
  }
}
