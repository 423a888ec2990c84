package io.roomcast.internal.socketio;

import io.roomcast.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Listeners in the order in which they were added. A listener that was added twice is there twice.
 *
 * @param <L> a listener
 */
final class ListenerList<L> {

  /** One addition of a listener; compared by identity. */
  private static final class Entry<L> {
    private final L listener;

    Entry(L listener) {
      this.listener = listener;
    }
  }

  private final List<Entry<L>> entries = new CopyOnWriteArrayList<>();

  Subscription add(L listener) {
    Entry<L> entry = new Entry<>(listener);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  List<L> snapshot() {
    return entries.stream().map(entry -> entry.listener).toList();
  }
}
