package io.roomcast.internal.engineio;

import io.roomcast.engineio.Registration;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.LogThrottle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's listeners of one session. Made when the first is added, so that a session to
 * which nobody listens holds none of it. Thread-safe. A client, or a broadcast, can cause any
 * number of events, so what waits for the listeners is bounded, and the rest is missed.
 */
public final class SessionEvents {
  static final int MAX_WAITING = FixedBound.SESSION_EVENTS.max();
  static final int MAX_WAITING_BYTES = FixedBound.SESSION_EVENTS.maxBytes();

  private static final Logger log = LoggerFactory.getLogger(SessionEvents.class);
  private static final LogThrottle THROTTLE =
      new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

  private final LimitHits hits;
  private final List<Entry<?>> entries = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();

  /**
   * A listener of one type of event, called on its queue; {@code owner} is compared by identity.
   */
  public record Entry<E extends SessionEvent>(
      Object owner, Executor queue, Class<E> type, Consumer<? super E> listener) {
    private void call(SessionEvent event) {
      listener.accept(type.cast(event));
    }

    /** Has the listener called in any case. */
    void tell(SessionEvent event) {
      queue.execute(() -> call(event));
    }
  }

  public SessionEvents(LimitHits hits) {
    this.hits = hits;
  }

  public Registration add(Entry<?> entry) {
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  /** Takes the listeners of an owner away; calls that wait still come. */
  public void forget(Object owner) {
    entries.removeIf(entry -> entry.owner() == owner);
  }

  /** Whether somebody listens to events of a type, so that one is worth making. */
  boolean hears(Class<? extends SessionEvent> type) {
    for (Entry<?> entry : entries) {
      if (entry.type() == type) {
        return true;
      }
    }
    return false;
  }

  /** Those who listen to a type of event now. */
  List<Entry<?>> of(Class<? extends SessionEvent> type) {
    return entries.stream().filter(entry -> entry.type() == type).toList();
  }

  public void publish(SessionEvent event) {
    for (Entry<?> entry : entries) {
      if (entry.type() == event.getClass()) {
        publish(event, entry);
      }
    }
  }

  private void publish(SessionEvent event, Entry<?> entry) {
    int weight = event.weight();
    if (weight == SessionEvent.NEVER_MISSED) {
      entry.tell(event);
      return;
    }
    if (waiting.get() >= MAX_WAITING || waitingBytes.get() >= MAX_WAITING_BYTES) {
      hits.hit(FixedBound.SESSION_EVENTS);
      if (THROTTLE.pass()) {
        log.warn(
            "a listener of a session is too slow, so it misses packets or probes"
                + " (this is logged once a minute)");
      }
      return;
    }
    waiting.incrementAndGet();
    waitingBytes.addAndGet(weight);
    entry
        .queue()
        .execute(
            () -> {
              waiting.decrementAndGet();
              waitingBytes.addAndGet(-weight);
              entry.call(event);
            });
  }

  /** How many listen. */
  public int listeners() {
    return entries.size();
  }
}
