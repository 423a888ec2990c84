package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.Listener2;
import io.roomcast.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The event listeners of one socket. An event without listeners takes no room. */
final class EventListeners {

  /** A listener in place, and whether it may still be called. */
  private static final class Entry {
    private final Listener2<EventArgs, Ack> listener;
    private final boolean once;
    private final AtomicBoolean used = new AtomicBoolean();

    Entry(Listener2<EventArgs, Ack> listener, boolean once) {
      this.listener = listener;
      this.once = once;
    }

    boolean take() {
      return !once || used.compareAndSet(false, true);
    }
  }

  private final ConcurrentMap<String, List<Entry>> byEvent = new ConcurrentHashMap<>();

  Subscription add(String event, Listener2<EventArgs, Ack> listener, boolean once) {
    EventNames.requireFree(event);
    Entry entry = new Entry(listener, once);
    byEvent.merge(event, List.of(entry), EventListeners::concat);
    return () -> remove(event, entry);
  }

  void remove(String event) {
    byEvent.remove(event);
  }

  void clear() {
    byEvent.clear();
  }

  Set<String> events() {
    return Set.copyOf(byEvent.keySet());
  }

  /**
   * Calls the listeners of an event in order, each of which gets its chance whatever the others do.
   *
   * @return whether there were listeners and every one of them failed
   */
  boolean call(String event, EventArgs args, Ack ack, Consumer<Throwable> onFailure) {
    int called = 0;
    int failed = 0;
    for (Entry entry : byEvent.getOrDefault(event, List.of())) {
      if (!entry.take()) {
        continue;
      }
      if (entry.once) {
        remove(event, entry);
      }
      called++;
      try {
        entry.listener.onEvent(args, ack);
      } catch (Throwable e) { // errors too: a missing class in one listener is not the others' end
        failed++;
        onFailure.accept(e);
      }
    }
    return called > 0 && failed == called;
  }

  private void remove(String event, Entry entry) {
    byEvent.computeIfPresent(event, (name, entries) -> without(entries, entry));
  }

  private static List<Entry> concat(List<Entry> entries, List<Entry> more) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(more);
    return List.copyOf(all);
  }

  private static @Nullable List<Entry> without(List<Entry> entries, Entry gone) {
    List<Entry> rest = entries.stream().filter(entry -> entry != gone).toList();
    return rest.isEmpty() ? null : rest;
  }
}
