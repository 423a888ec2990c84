package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;

/** Waits for the pings of the client, as revision 3 has it (EIO-63). */
final class ClientHeartbeat extends Heartbeat {
  private final Duration limit;
  private boolean running;

  /** {@code limit} is the time from one ping to the next. */
  ClientHeartbeat(Timers timers, Strand strand, Duration limit, Events events) {
    super(timers, strand, events);
    this.limit = limit;
  }

  @Override
  void start() {
    running = true;
    arm(limit);
  }

  @Override
  void received(EnginePacket.Type type) {
    if (type == EnginePacket.Type.PING) {
      transportChanged();
      events.pinged();
    } else if (type == EnginePacket.Type.PONG) {
      events.failed("invalid heartbeat direction: a pong from the client", null);
    }
  }

  @Override
  void transportChanged() {
    if (running) {
      arm(limit);
    }
  }

  @Override
  void stop() {
    running = false;
    super.stop();
  }

  @Override
  void elapsed() {
    if (deaf()) {
      arm(limit);
    } else {
      stop();
      events.missed();
    }
  }
}
