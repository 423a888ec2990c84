package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What namespaces work with, which outlive every run of the server. It remains what it was when a
 * run has ended; there is no socket then.
 */
final class CurrentRun {
  private volatile @Nullable Surroundings surroundings;

  void begin(Surroundings run) {
    surroundings = run;
  }

  /** Runs user code; before the first run on the calling thread, which then is no other's. */
  Executor executor() {
    Surroundings run = surroundings;
    return run == null ? Runnable::run : run.executor();
  }

  /** Where the dependents of futures run. */
  Executor completions() {
    Surroundings run = surroundings;
    return run == null ? Runnable::run : run.executor().completions();
  }

  /** Empty before the first run. */
  Optional<Timers> timers() {
    return Optional.ofNullable(surroundings).map(Surroundings::timers);
  }

  /** Of no importance before the first run, when there is nobody to ask. */
  Duration ackTimeout() {
    Surroundings run = surroundings;
    return run == null ? Duration.ofSeconds(30) : run.options().ackTimeout();
  }
}
