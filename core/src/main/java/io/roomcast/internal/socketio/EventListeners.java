package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.Listener2;
import io.roomcast.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Listeners of events by name, as one socket has them. One without listeners takes no room. */
final class EventListeners implements EventEmitter {

  /** A listener in place, and whether it may still be called. */
  private static final class Entry {
    private final String event;
    private final Listener2<EventArgs, Ack> listener;
    private final @Nullable AtomicBoolean used; // of one that is called once

    Entry(String event, Listener2<EventArgs, Ack> listener, boolean once) {
      this.event = event;
      this.listener = listener;
      this.used = once ? new AtomicBoolean() : null;
    }

    boolean once() {
      return used != null;
    }

    boolean take() {
      return used == null || used.compareAndSet(false, true);
    }
  }

  /** What there is of each event where the entries are these. */
  private static final class Index {
    private final Entry[] entries;
    private final Map<String, Entry[]> byEvent = new HashMap<>();

    Index(Entry[] entries) {
      this.entries = entries;
      Map<String, List<Entry>> lists = new HashMap<>();
      for (Entry entry : entries) {
        lists.computeIfAbsent(entry.event, event -> new ArrayList<>(1)).add(entry);
      }
      lists.forEach((event, list) -> byEvent.put(event, list.toArray(NONE)));
    }
  }

  private static final Entry[] NONE = {};

  /** So many are looked through faster than found by name; more get an index. */
  private static final int FEW = 8;

  private volatile Entry[] entries = NONE; // in order, never changed; replaced under this
  private volatile @Nullable Index index; // of many, made when it is needed
  private final UnaryOperator<String> names;

  /** {@code names} throws where there can be no event of a name, and returns it otherwise. */
  EventListeners(UnaryOperator<String> names) {
    this.names = names;
  }

  @Override
  public Subscription on(String event, Listener2<EventArgs, Ack> listener) {
    return add(new Entry(names.apply(event), listener, false), false);
  }

  @Override
  public Subscription once(String event, Listener2<EventArgs, Ack> listener) {
    return add(new Entry(names.apply(event), listener, true), false);
  }

  @Override
  public EventEmitter prepending() {
    return new Prepending();
  }

  private Subscription add(Entry entry, boolean first) {
    synchronized (this) {
      Entry[] before = entries;
      Entry[] more = new Entry[before.length + 1];
      System.arraycopy(before, 0, more, first ? 1 : 0, before.length);
      more[first ? 0 : before.length] = entry;
      entries = more;
    }
    return () -> keepOnly(other -> other != entry);
  }

  @Override
  public void off(String event) {
    requireNonNull(event, "event");
    keepOnly(entry -> !entry.event.equals(event));
  }

  @Override
  public void off() {
    keepOnly(entry -> false);
  }

  private synchronized void keepOnly(Predicate<Entry> kept) {
    Entry[] rest = Stream.of(entries).filter(kept).toArray(Entry[]::new);
    entries = rest.length == 0 ? NONE : rest;
  }

  @Override
  public Set<String> eventNames() {
    return Stream.of(entries).map(entry -> entry.event).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<Listener2<EventArgs, Ack>> listeners(String event) {
    return Stream.of(entries)
        .filter(entry -> entry.event.equals(event))
        .map(entry -> entry.listener)
        .toList();
  }

  /**
   * Calls the listeners of an event in order, each of which gets its chance whatever the others do.
   *
   * @return whether there were listeners and every one of them failed
   */
  boolean call(String event, EventArgs args, Ack ack, Consumer<Throwable> onFailure) {
    int called = 0;
    int failed = 0;
    for (Entry entry : candidates(event)) {
      if (!entry.event.equals(event) || !entry.take()) {
        continue;
      }
      if (entry.once()) {
        keepOnly(other -> other != entry);
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

  /** All of an event, in order, and perhaps others. */
  private Entry[] candidates(String event) {
    Entry[] now = entries;
    if (now.length <= FEW) {
      return now;
    }
    Index known = index;
    if (known == null || known.entries != now) {
      known = new Index(now);
      index = known;
    }
    return known.byEvent.getOrDefault(event, NONE);
  }

  /** Adds before those that there are, and is the same otherwise. */
  private final class Prepending implements EventEmitter {
    @Override
    public Subscription on(String event, Listener2<EventArgs, Ack> listener) {
      return add(new Entry(names.apply(event), listener, false), true);
    }

    @Override
    public Subscription once(String event, Listener2<EventArgs, Ack> listener) {
      return add(new Entry(names.apply(event), listener, true), true);
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
