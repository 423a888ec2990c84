package io.roomcast.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;

/**
 * Turns reading off and on. Owned by the event loop.
 *
 * <p>Epoll tells of a peer's end although reading is off, and then Netty reads once and watches the
 * connection no longer; asked to read on after that, it fails. So what is read unasked is taken for
 * the end that it is, and reading stays on from then: what is left is bounded by what the system
 * holds.
 */
final class ReadSwitch {
  private final Channel channel;
  private final boolean tellsOfEnds;
  private boolean on = true;
  private boolean busy;
  private boolean quiet;
  private boolean ending;

  ReadSwitch(Channel channel) {
    this.channel = channel;
    this.tellsOfEnds = channel instanceof AbstractEpollStreamChannel;
  }

  /**
   * The channel is reading. Only for what comes from it at this moment, and not for what was
   * parked.
   */
  void reading() {
    busy = true;
    if (quiet && tellsOfEnds && !ending) {
      turn(true);
      ending = true;
    }
  }

  /** All that was read has been handed over. */
  void readComplete() {
    busy = false;
    quiet = !on;
  }

  /** The peer has ended its half; nothing more is switched. */
  void ended() {
    ending = true;
  }

  /** Reads from now on, or not. */
  void turn(boolean wanted) {
    if (wanted != on && !ending) {
      on = wanted;
      quiet = !on && !busy;
      channel.config().setAutoRead(on);
    }
  }
}
