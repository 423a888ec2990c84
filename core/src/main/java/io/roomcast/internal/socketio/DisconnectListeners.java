package io.roomcast.internal.socketio;

import io.roomcast.DisconnectListener;
import io.roomcast.DisconnectReason;
import io.roomcast.Subscription;
import java.util.List;
import java.util.Optional;

/**
 * Listeners of the moment in which a socket has gone. One that comes too late is told of it, too.
 */
final class DisconnectListeners {
  private final ListenerList<DisconnectListener> early = new ListenerList<>();
  private final Object lock = new Object();
  private Optional<DisconnectReason> gone = Optional.empty();

  /** What became of an addition: the reason, where the socket has gone already. */
  record Added(Subscription subscription, Optional<DisconnectReason> tooLate) {}

  Added add(DisconnectListener listener) {
    synchronized (lock) {
      return gone.isPresent()
          ? new Added(() -> {}, gone)
          : new Added(early.add(listener), Optional.empty());
    }
  }

  /** Those to tell now; whoever comes later is too late. */
  List<DisconnectListener> gone(DisconnectReason reason) {
    synchronized (lock) {
      gone = Optional.of(reason);
      return early.snapshot();
    }
  }
}
