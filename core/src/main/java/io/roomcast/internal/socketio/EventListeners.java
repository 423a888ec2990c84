package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.Listener2;
import io.roomcast.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Listeners of events by name, as one socket has them. One without listeners takes no room. */
final class EventListeners implements EventEmitter {

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
  private final UnaryOperator<String> names;

  /** {@code names} throws where there can be no event of a name, and returns it otherwise. */
  EventListeners(UnaryOperator<String> names) {
    this.names = names;
  }

  @Override
  public Subscription on(String event, Listener2<EventArgs, Ack> listener) {
    return add(event, new Entry(listener, false), false);
  }

  @Override
  public Subscription once(String event, Listener2<EventArgs, Ack> listener) {
    return add(event, new Entry(listener, true), false);
  }

  @Override
  public EventEmitter prepending() {
    return new Prepending();
  }

  private Subscription add(String event, Entry entry, boolean first) {
    List<Entry> added = List.of(entry);
    byEvent.merge(
        names.apply(event),
        added,
        (before, one) -> first ? concat(one, before) : concat(before, one));
    return () -> remove(event, entry);
  }

  @Override
  public void off(String event) {
    byEvent.remove(event);
  }

  @Override
  public void off() {
    byEvent.clear();
  }

  @Override
  public Set<String> eventNames() {
    return Set.copyOf(byEvent.keySet());
  }

  @Override
  public List<Listener2<EventArgs, Ack>> listeners(String event) {
    return byEvent.getOrDefault(event, List.of()).stream().map(entry -> entry.listener).toList();
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

  /** Adds before those that there are, and is the same otherwise. */
  private final class Prepending implements EventEmitter {
    @Override
    public Subscription on(String event, Listener2<EventArgs, Ack> listener) {
      return add(event, new Entry(listener, false), true);
    }

    @Override
    public Subscription once(String event, Listener2<EventArgs, Ack> listener) {
      return add(event, new Entry(listener, true), true);
    }

    @Override
    public EventEmitter prepending() {
      return this;
    }

    @Override
    public void off(String event) {
      EventListeners.this.off(event);
    }

    @Override
    public void off() {
      EventListeners.this.off();
    }

    @Override
    public Set<String> eventNames() {
      return EventListeners.this.eventNames();
    }

    @Override
    public List<Listener2<EventArgs, Ack>> listeners(String event) {
      return EventListeners.this.listeners(event);
    }
  }
}
