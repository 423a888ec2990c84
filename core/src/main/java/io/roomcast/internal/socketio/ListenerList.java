package io.roomcast.internal.socketio;

import io.roomcast.Subscription;
import java.util.ArrayList;
import java.util.List;

/**
 * Listeners in the order in which they were added, or before those that there were. A listener that
 * was added twice is there twice. Empty, as most of a socket's lists are, it takes next to no room.
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

  private volatile List<Entry<L>> entries = List.of(); // immutable; replaced under this

  Subscription add(L listener) {
    return add(listener, false);
  }

  Subscription prepend(L listener) {
    return add(listener, true);
  }

  private Subscription add(L listener, boolean first) {
    Entry<L> entry = new Entry<>(listener);
    synchronized (this) {
      List<Entry<L>> more = new ArrayList<>(entries);
      more.add(first ? 0 : more.size(), entry);
      entries = List.copyOf(more);
    }
    return () -> remove(entry);
  }

  private synchronized void remove(Entry<L> gone) {
    entries = entries.stream().filter(entry -> entry != gone).toList();
  }

  synchronized void clear() {
    entries = List.of();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<L> snapshot() {
    List<Entry<L>> now = entries;
    return now.isEmpty() ? List.of() : now.stream().map(entry -> entry.listener).toList();
  }
}
