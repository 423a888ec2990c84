package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a client from time to time whether it is still there (EIO-62). Confined to the session's
 * strand; has never more than one timer, and nothing that a client sends can add another one.
 */
final class Heartbeat {
  /** What the session is asked for, inside the strand. */
  interface Events {
    void ping();

    void noPong();
  }

  private enum Phase {
    STOPPED,
    /** Until the next ping. */
    RESTING,
    /** A ping is out. */
    WAITING,
    /** A ping is out, and another packet than its pong has shown that the client lives. */
    WAITING_LONGER
  }

  private final Timers timers;
  private final Strand strand;
  private final Duration interval;
  private final Duration timeout;
  private final Events events;
  private Phase phase = Phase.STOPPED;
  private Timers.@Nullable Timeout timer;
  private int round; // tells a timer that was cancelled too late from the one in force
  private boolean deaf;

  Heartbeat(Timers timers, Strand strand, Duration interval, Duration timeout, Events events) {
    this.timers = timers;
    this.strand = strand;
    this.interval = interval;
    this.timeout = timeout;
    this.events = events;
  }

  void start() {
    enter(Phase.RESTING, interval);
  }

  /** False where it is unsolicited, which changes nothing. */
  boolean pong() {
    if (!waiting()) {
      return false;
    }
    enter(Phase.RESTING, interval);
    return true;
  }

  /** Any other packet: prolongs the wait for a pong, once. */
  void otherPacket() {
    if (phase == Phase.WAITING) {
      enter(Phase.WAITING_LONGER, timeout);
    }
  }

  /** The client gets the full time again, since a ping may have got stuck (EIO-61). */
  void transportChanged() {
    if (waiting()) {
      enter(phase, timeout);
    }
  }

  /** While the server itself does not listen, a missing pong says nothing about the client. */
  void listening(boolean on) {
    boolean resumed = deaf && on;
    deaf = !on;
    if (resumed && waiting()) {
      enter(phase, timeout);
    }
  }

  void stop() {
    phase = Phase.STOPPED;
    cancelTimer();
  }

  private boolean waiting() {
    return phase == Phase.WAITING || phase == Phase.WAITING_LONGER;
  }

  private void enter(Phase next, Duration delay) {
    cancelTimer();
    phase = next;
    int current = round;
    timer = timers.schedule(delay, () -> strand.execute(() -> elapsed(current)));
  }

  private void cancelTimer() {
    round++;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void elapsed(int ofRound) {
    if (ofRound != round) {
      return;
    }
    if (phase == Phase.RESTING) {
      enter(Phase.WAITING, timeout);
      events.ping();
    } else if (deaf) {
      enter(phase, timeout);
    } else {
      stop();
      events.noPong();
    }
  }
}
