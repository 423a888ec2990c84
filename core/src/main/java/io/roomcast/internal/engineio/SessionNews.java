package io.roomcast.internal.engineio;

import io.roomcast.engineio.Registration;
import io.roomcast.internal.concurrent.LimitHits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application hears of one session: nothing is made while nobody listens, and whoever
 * listens for the end hears it once, also if it was before. Thread-safe.
 */
final class SessionNews {
  private static final SessionEvent DRAINED = new SessionEvent.Drained();
  private static final SessionEvent WRITABLE = new SessionEvent.Writable();
  private static final SessionEvent BEAT = new SessionEvent.Beat();

  private final LimitHits hits;
  private volatile @Nullable SessionEvents listeners; // null until the application listens
  private SessionEvent.@Nullable Ended ended; // guarded by this, as the adding of listeners

  SessionNews(LimitHits hits) {
    this.hits = hits;
  }

  void received(InboundPacket packet) {
    if (hears(SessionEvent.Received.class)) {
      publish(new SessionEvent.Received(Packets.of(packet)));
    }
  }

  void accepted(List<EngineMessage> unit) {
    if (hears(SessionEvent.Created.class)) {
      unit.forEach(message -> publish(new SessionEvent.Created(message)));
    }
  }

  void drained() {
    publish(DRAINED);
  }

  void writable() {
    publish(WRITABLE);
  }

  void beat() {
    publish(BEAT);
  }

  private boolean hears(Class<? extends SessionEvent> type) {
    SessionEvents all = listeners;
    return all != null && all.hears(type);
  }

  void publish(SessionEvent event) {
    SessionEvents all = listeners;
    if (all != null) {
      all.publish(event);
    }
  }

  /** Whoever listens by now is told here, whoever comes later by {@link #listen}. */
  void ended(SessionEvent.Ended event) {
    List<SessionEvents.Entry<?>> listening;
    synchronized (this) {
      ended = event;
      SessionEvents all = listeners;
      listening = all == null ? List.of() : all.of(SessionEvent.Ended.class);
    }
    listening.forEach(entry -> entry.tell(event)); // not under the lock: it may run user code
  }

  Registration listen(SessionEvents.Entry<?> listener) {
    SessionEvent.Ended over;
    synchronized (this) {
      over = ended;
      if (over == null) {
        SessionEvents all = listeners;
        if (all == null) {
          all = new SessionEvents(hits);
          listeners = all;
        }
        return all.add(listener);
      }
    }
    if (listener.type() == SessionEvent.Ended.class) { // a client may be gone before it is seen
      listener.tell(over);
    }
    return () -> {};
  }

  void forget(Object owner) {
    SessionEvents all = listeners;
    if (all != null) {
      all.forget(owner);
    }
  }
}
