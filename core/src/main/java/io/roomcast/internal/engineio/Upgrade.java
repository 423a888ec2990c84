package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that is to take a polling session over, until it does or fails (EIO-54 to EIO-58).
 * Confined to the session's strand.
 *
 * <p>The client probes the WebSocket, then stops polling, and when its last poll has been answered,
 * switches. So from the probe on, each poll is answered at the latest after {@link #NOOP_DELAY}.
 */
final class Upgrade {
  static final Duration NOOP_DELAY = Duration.ofMillis(100);
  private static final EngineMessage PROBE_ANSWER = EngineMessage.raw("3probe");

  /** What a packet from the client leads to. */
  enum Step {
    PROBED,
    SWITCH,
    INVALID
  }

  private final WebSocketChannel channel;
  private final Timers timers;
  private final Strand strand;
  private final Timers.Timeout deadline;
  private Timers.@Nullable Timeout noop;
  private boolean probed;

  /** Begins; {@code expired} is called inside the strand if it takes too long. */
  Upgrade(
      WebSocketChannel channel, Timers timers, Strand strand, Duration limit, Runnable expired) {
    this.channel = channel;
    this.timers = timers;
    this.strand = strand;
    this.deadline = timers.schedule(limit, () -> strand.execute(expired));
  }

  WebSocketChannel channel() {
    return channel;
  }

  /**
   * A switch without a probe is as good as one with it (EIO-56). A second probe is not: each would
   * queue an answer, for a client that need not read them.
   */
  Step received(InboundPacket packet) {
    if (packet instanceof InboundPacket.Text text) {
      if (!probed && text.is(EnginePacket.Type.PING, "probe")) {
        probed = true;
        channel.send(PROBE_ANSWER);
        return Step.PROBED;
      }
      if (text.type() == EnginePacket.Type.UPGRADE) {
        return Step.SWITCH;
      }
    }
    return Step.INVALID;
  }

  /** A poll is waiting: {@code answer} is called soon, inside the strand, if it must be. */
  void answerPollSoon(Runnable answer) {
    if (probed && noop == null) {
      noop =
          timers.schedule(
              NOOP_DELAY,
              () ->
                  strand.execute(
                      () -> {
                        noop = null;
                        answer.run();
                      }));
    }
  }

  /** Leaves no timer behind. */
  void stop() {
    deadline.cancel();
    if (noop != null) {
      noop.cancel();
    }
  }

  /** Gives up: the session stays where it is. */
  void abandon() {
    stop();
    channel.close();
  }
}
