package io.roomcast.internal.recovery;

import io.roomcast.internal.concurrent.LimitHits;
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

  /** What is kept of an event: {@code unit} is empty where only its place matters. */
  private record Entry(String offset, List<EngineMessage> unit, int bytes) {
    boolean replayed() {
      return !unit.isEmpty();
    }
  }

  private final int maxEvents;
  private final int maxBytes;
  private final Budget budget;
  private final LimitHits hits;
  private final Deque<Entry> entries = new ArrayDeque<>(0);
  private @Nullable String before; // the offset of the last one that is not here any more
  private int places; // entries that are not replayed
  private long bytes;
  private long added;
  private long removed;
  private long pinged; // so many had been added before the ping that is out
  private boolean placeForgotten; // of a volatile event, which the client may name
  private boolean lost; // something is missing here that a client may miss

  /**
   * An empty one; {@code maxBytes} counts payloads, as does what is shared with others. {@code
   * hits} counts events that are forgotten for lack of room.
   */
  public History(int maxEvents, int maxBytes, Budget budget, LimitHits hits) {
    this.maxEvents = maxEvents;
    this.maxBytes = maxBytes;
    this.budget = budget;
    this.hits = hits;
  }

  /** The next event. Where even an empty history had no room for it, only its place is noted. */
  public synchronized void add(SentEvent event) {
    if (lost) {
      return;
    }
    Entry entry =
        event.replayed()
            ? new Entry(event.offset(), event.unit(), event.bytes())
            : new Entry(event.offset(), List.of(), 0);
    added++;
    if (!makeRoom(entry.bytes())) {
      hits.hit("maxTotalBytes");
      removed++;
      before = entry.offset();
      return;
    }
    entries.addLast(entry);
    bytes += entry.bytes();
    if (!entry.replayed() && ++places > maxEvents) {
      forgetFirstPlace();
    }
    while (entries.size() - places > maxEvents || bytes > maxBytes) {
      forgetFirst(bytes > maxBytes ? "maxEventBytes" : "maxEvents");
    }
  }

  /** Takes so much of what is shared, if need be by forgetting; false where that is not enough. */
  private boolean makeRoom(int needed) {
    while (needed > 0 && !budget.take(needed)) {
      if (entries.isEmpty()) {
        return false;
      }
      forgetFirst("maxTotalBytes");
    }
    return true;
  }

  /** A place alone is no loss. */
  private void forgetFirst(String option) {
    if (entries.getFirst().replayed()) {
      hits.hit(option);
    }
    removeFirst();
  }

  /** A client that has just that one would have to begin anew; events are worth more. */
  private void forgetFirstPlace() {
    long number = removed; // of all that were added
    for (Iterator<Entry> oldest = entries.iterator(); oldest.hasNext(); number++) {
      if (!oldest.next().replayed()) {
        oldest.remove();
        placeForgotten = true;
        places--;
        added--; // as if it had never been
        if (number < pinged) {
          pinged--;
        }
        return;
      }
    }
  }

  /** A ping is being sent; {@code behindAll} says whether it is behind all that was added. */
  public synchronized void onPing(boolean behindAll) {
    pinged = behindAll ? added : 0;
  }

  /** The ping was answered. */
  public synchronized void onPong() {
    while (removed < pinged && !entries.isEmpty()) {
      removeFirst();
    }
  }

  /** A ping of a connection that has ended confirms nothing any more. */
  public synchronized void disconnected() {
    pinged = 0;
  }

  /**
   * Nobody asks for it any more, or it has lost the thread: whoever asks from now on cannot
   * recover, and nothing is kept.
   */
  public synchronized void clear() {
    lost = true;
    while (!entries.isEmpty()) {
      removeFirst();
    }
  }

  synchronized boolean lost() {
    return lost;
  }

  private void removeFirst() {
    Entry first = entries.removeFirst();
    removed++;
    bytes -= first.bytes();
    budget.giveBack(first.bytes());
    places -= first.replayed() ? 0 : 1;
    before = first.offset();
  }

  /**
   * What the client lacks. Official clients keep their last offset when they get a new session and
   * name it until the first event of that one; so as long as all offsets are here, one that is not
   * among them is of an earlier session, and of this one the client has received nothing.
   *
   * @param offset that of the last event that it has; null if it has received none
   * @return the events to be sent, oldest first; empty if that cannot be told any more
   */
  public synchronized Optional<List<List<EngineMessage>>> after(@Nullable String offset) {
    if (lost) {
      return Optional.empty();
    }
    Iterator<Entry> rest = entries.iterator();
    if (offset == null ? before != null : !offset.equals(before)) {
      boolean found = false;
      while (!found && rest.hasNext()) {
        found = rest.next().offset().equals(offset);
      }
      if (!found && (before != null || placeForgotten)) {
        return Optional.empty();
      }
      if (!found) {
        rest = entries.iterator();
      }
    }
    List<List<EngineMessage>> missed = new ArrayList<>();
    while (rest.hasNext()) {
      Entry entry = rest.next();
      if (entry.replayed()) {
        missed.add(entry.unit());
      }
    }
    return Optional.of(missed);
  }

  /** How many events it may hold. */
  int maxEvents() {
    return maxEvents;
  }

  /** How many bytes. */
  int maxBytes() {
    return maxBytes;
  }

  synchronized int size() {
    return entries.size();
  }
}
