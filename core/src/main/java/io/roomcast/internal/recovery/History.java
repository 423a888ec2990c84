package io.roomcast.internal.recovery;

import io.roomcast.internal.engineio.EngineMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The events of one client that it may not have received, in the order in which they were sent to
 * it, or would have been. The client says of which it was the last that it has, and gets the rest.
 *
 * <p>Since a connection keeps the order, the answer to a ping confirms all that went before the
 * ping; a client that is connected therefore owes little, however long it stays and whatever others
 * receive. Beyond the bounds the oldest are forgotten; who would need them cannot recover.
 *
 * <p>Thread-safe: one connection after the other writes here, and their ends may overlap.
 */
public final class History {
  private final int maxEvents;
  private final int maxBytes;
  private final Deque<SentEvent> events = new ArrayDeque<>(0);
  private @Nullable String before; // the offset of the last one that is not here any more
  private long bytes;
  private long added;
  private long removed;
  private long pinged; // so many had been added before the ping that is out

  /** An empty one; {@code maxBytes} counts payloads. */
  public History(int maxEvents, int maxBytes) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
  }

  /** The next event. */
  public synchronized void add(SentEvent event) {
    events.addLast(event);
    added++;
    bytes += event.bytes();
    while (events.size() > maxEvents || bytes > maxBytes) {
      removeFirst();
    }
  }

  /** A ping is being sent; {@code behindAll} says whether it is behind all that was added. */
  public synchronized void onPing(boolean behindAll) {
    pinged = behindAll ? added : 0;
  }

  /** The ping was answered. */
  public synchronized void onPong() {
    while (removed < pinged) {
      removeFirst();
    }
  }

  /** A ping of a connection that has ended confirms nothing any more. */
  public synchronized void disconnected() {
    pinged = 0;
  }

  private void removeFirst() {
    SentEvent first = events.removeFirst();
    removed++;
    bytes -= first.bytes();
    before = first.offset();
  }

  /**
   * What the client lacks.
   *
   * @param offset that of the last event that it has; null if it has received none
   * @return the events to be sent, oldest first; empty if that cannot be told any more
   */
  public synchronized Optional<List<List<EngineMessage>>> after(@Nullable String offset) {
    Iterator<SentEvent> rest = events.iterator();
    if (offset == null ? before != null : !offset.equals(before)) {
      boolean found = false;
      while (!found && rest.hasNext()) {
        found = rest.next().offset().equals(offset);
      }
      if (!found) {
        return Optional.empty();
      }
    }
    List<List<EngineMessage>> missed = new ArrayList<>();
    rest.forEachRemaining(
        event -> {
          if (event.replayed()) {
            missed.add(event.unit());
          }
        });
    return Optional.of(missed);
  }

  synchronized int size() {
    return events.size();
  }
}
