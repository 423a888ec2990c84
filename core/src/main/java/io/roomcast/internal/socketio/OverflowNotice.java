package io.roomcast.internal.socketio;

import io.roomcast.Overflow;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells the application of a client for which too much waits. A flood of events that are refused is
 * one overflow, as long as the client has not caught up in between; and what waits to be told is
 * one at most, however slow who is told. Thread-safe.
 */
final class OverflowNotice {
  private enum Phase {
    NONE,
    WAITING,
    GIVEN
  }

  private final LocalSocket socket;
  private final Executor queue;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NONE);

  /** {@code queue} is where the listeners of the socket run. */
  OverflowNotice(LocalSocket socket, Executor queue) {
    this.socket = socket;
    this.queue = queue;
  }

  /** Before an event is sent: where the client has caught up, the next overflow is another one. */
  void look() {
    if (phase.get() == Phase.GIVEN && socket.writable()) {
      phase.compareAndSet(Phase.GIVEN, Phase.NONE);
    }
  }

  /** An event has been refused. */
  void due(Overflow policy) {
    if (phase.compareAndSet(Phase.NONE, Phase.WAITING)) {
      queue.execute(() -> give(policy));
    }
  }

  private void give(Overflow policy) {
    phase.set(Phase.GIVEN);
    try {
      policy.onOverflow(socket);
    } catch (Throwable e) { // it is the user's, as all listeners are
      socket.failed(Optional.of("overflow"), e);
    }
  }
}
