package io.roomcast.internal.socketio;

import io.roomcast.DisconnectListener;
import io.roomcast.Subscription;
import java.util.List;
import java.util.Optional;

/**
 * Listeners of the moment in which a socket has gone. One that comes too late is told of it, too.
 */
final class DisconnectListeners {
  private final ListenerList<DisconnectListener.WithCause> early = new ListenerList<>();
  private Optional<Departure> gone = Optional.empty(); // guarded by this

  /** What became of an addition: why it went, where the socket has gone already. */
  record Added(Subscription subscription, Optional<Departure> tooLate) {}

  Added add(DisconnectListener.WithCause listener) {
    synchronized (this) {
      return gone.isPresent()
          ? new Added(() -> {}, gone)
          : new Added(early.add(listener), Optional.empty());
    }
  }

  /** Those to tell now; whoever comes later is too late. */
  List<DisconnectListener.WithCause> gone(Departure departure) {
    synchronized (this) {
      gone = Optional.of(departure);
      return early.snapshot();
    }
  }
}
