package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;

/** Asks the client from time to time (EIO-62). */
final class ServerHeartbeat extends Heartbeat {
  private enum Phase {
    STOPPED,
    /** Until the next ping. */
    RESTING,
    /** A ping is out. */
    WAITING,
    /** A ping is out, and another packet than its pong has shown that the client lives. */
    WAITING_LONGER
  }

  private final Duration interval;
  private final Duration timeout;
  private Phase phase = Phase.STOPPED;

  ServerHeartbeat(
      Timers timers, Strand strand, Duration interval, Duration timeout, Events events) {
    super(timers, strand, events);
    this.interval = interval;
    this.timeout = timeout;
  }

  @Override
  void start() {
    enter(Phase.RESTING, interval);
  }

  @Override
  void received(EnginePacket.Type type) {
    switch (type) {
      case PONG -> {
        if (waiting()) { // an unsolicited one changes nothing
          enter(Phase.RESTING, interval);
          events.answered();
        }
      }
      case PING -> events.failed("invalid heartbeat direction: a ping from the client", null);
      case CLOSE -> {}
      case OPEN, MESSAGE, UPGRADE, NOOP -> {
        if (phase == Phase.WAITING) { // prolongs it once
          enter(Phase.WAITING_LONGER, timeout);
        }
      }
    }
  }

  @Override
  void transportChanged() {
    if (waiting()) {
      enter(phase, timeout);
    }
  }

  @Override
  void stop() {
    phase = Phase.STOPPED;
    super.stop();
  }

  private boolean waiting() {
    return phase == Phase.WAITING || phase == Phase.WAITING_LONGER;
  }

  private void enter(Phase next, Duration delay) {
    phase = next;
    arm(delay);
  }

  @Override
  void elapsed() {
    if (phase == Phase.RESTING) {
      enter(Phase.WAITING, timeout);
      events.ping();
    } else if (deaf()) {
      enter(phase, timeout);
    } else {
      stop();
      events.missed();
    }
  }
}
