package io.roomcast.internal.socketio;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rooms that came and went, on their way to the adapter: noted in the order of each room while the
 * index is being changed, told one at a time and outside every lock.
 */
final class RoomEvents {

  /** Hears of rooms. Throws nothing. */
  interface Listener {
    void roomCreated(String room);

    void roomDeleted(String room);
  }

  private record Event(String room, boolean created) {}

  private final Listener listener;
  private final Queue<Event> noted = new ConcurrentLinkedQueue<>();
  private final AtomicInteger deliveries = new AtomicInteger();

  RoomEvents(Listener listener) {
    this.listener = listener;
  }

  /** For an index that nobody listens to. */
  static RoomEvents unheard() {
    return new RoomEvents(
        new Listener() {
          @Override
          public void roomCreated(String room) {}

          @Override
          public void roomDeleted(String room) {}
        });
  }

  void created(String room) {
    noted.add(new Event(room, true));
  }

  void deleted(String room) {
    noted.add(new Event(room, false));
  }

  /** Tells what was noted before, unless another thread is at it, which then tells this too. */
  void deliver() {
    if (deliveries.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      for (Event event = noted.poll(); event != null; event = noted.poll()) {
        if (event.created()) {
          listener.roomCreated(event.room());
        } else {
          listener.roomDeleted(event.room());
        }
      }
      seen = deliveries.addAndGet(-seen);
    }
  }
}
