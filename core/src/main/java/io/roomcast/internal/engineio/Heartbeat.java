package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a client is still there. Confined to the session's strand; has never more than
 * one timer, and nothing that a client sends can add another one.
 */
abstract sealed class Heartbeat permits ClientHeartbeat, ServerHeartbeat {
  /** What the session is asked for, inside the strand. */
  interface Events {
    /** A ping is due. */
    void ping();

    /** The client has answered the ping. */
    void answered();

    /** The client has sent a ping, which is to be answered. */
    void pinged();

    /** The client does what is the server's part. */
    void failed(String what, @Nullable Throwable cause);

    /** What was due from the client has not come. */
    void missed();
  }

  private final Timers timers;
  private final Strand strand;
  final Events events;
  private Timers.@Nullable Timeout timer;
  private int round; // tells a timer that was cancelled too late from the one in force
  private boolean deaf;

  Heartbeat(Timers timers, Strand strand, Events events) {
    this.timers = timers;
    this.strand = strand;
    this.events = events;
  }

  abstract void start();

  /** A packet of this type has come. */
  abstract void received(EnginePacket.Type type);

  /** The client gets the full time again, since a packet may have got stuck (EIO-61). */
  abstract void transportChanged();

  /** While the server itself does not listen, what is missing says nothing about the client. */
  final void listening(boolean on) {
    boolean resumed = deaf && on;
    deaf = !on;
    if (resumed) {
      transportChanged();
    }
  }

  final boolean deaf() {
    return deaf;
  }

  /** The time set by {@link #arm} is over. */
  abstract void elapsed();

  /** Sets the one timer anew. */
  final void arm(Duration delay) {
    cancelTimer();
    int current = round;
    timer = timers.schedule(delay, () -> strand.execute(() -> elapsed(current)));
  }

  private void elapsed(int ofRound) {
    if (ofRound == round) {
      elapsed();
    }
  }

  void stop() {
    cancelTimer();
  }

  private void cancelTimer() {
    round++;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
