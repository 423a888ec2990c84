package io.roomcast.internal.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What lies between two connections of a client, be they of one server or of two. What the last one
 * was given has its place in the history only when it is settled what became of it; what comes
 * later waits for that, so that all keeps its order. Where the client was at another server, that
 * which was read of a log takes the place of what a last connection was given. The next connection
 * is due when nothing is left to settle, and the listeners of the last one are through.
 *
 * <pre>
 *   begun()       a connection may be given() events, each of which is settled() once
 *   (it ends)     what comes is added: to the history, or behind what is to be settled
 *   farewell()    the application knows of the end
 *   all settled   what has waited goes into the history; whoever is next is due()
 * </pre>
 *
 * <p>Confined to the lock of its session.
 */
final class Handover {
  private final History history;
  private final List<SentEvent> waiting = new ArrayList<>(0); // for those to be settled
  private long waitingBytes;
  private int unsettled; // events that a connection was given, or one while those missed are read
  private @Nullable Predicate<String> known; // offsets of what was read and may still come in here
  private @Nullable Connection unheard; // of whose end not all listeners know
  private @Nullable Runnable next;

  Handover(History history) {
    this.history = history;
  }

  // ---- events

  /** A connection is being given an event, or what was sent before is being read. */
  void given() {
    unsettled++;
  }

  /** It is settled what became of one; null where it is not to be kept. */
  void settled(@Nullable SentEvent event) {
    if (event != null) {
      history.add(event);
    }
    unsettled--;
    if (allSettled()) {
      waiting.forEach(history::add);
      forgetWaiting();
    }
  }

  boolean allSettled() {
    return unsettled == 0;
  }

  /** An event for who is not connected. */
  void add(SentEvent event) {
    if (allSettled()) {
      history.add(event);
    } else if (!history.lost()) {
      addWaiting(event);
    }
  }

  private void addWaiting(SentEvent event) {
    waitingBytes += event.bytes();
    if (waiting.size() >= history.maxEvents() || waitingBytes > history.maxBytes()) {
      forgetWaiting();
      history.clear(); // it cannot be told any more what the client lacks
    } else {
      waiting.add(event);
    }
  }

  private void forgetWaiting() {
    waiting.clear();
    waitingBytes = 0;
  }

  /**
   * What the client missed at another server goes before all that waits; what of that is among it
   * is not for later.
   */
  void read(List<SentEvent> missed, Predicate<String> among) {
    known = among;
    missed.forEach(history::add);
    waiting.removeIf(this::isKnown);
  }

  /** What was read of a log may come in later, in its order; behind that all is new. */
  boolean isKnown(SentEvent event) {
    Predicate<String> among = known;
    if (among == null || event.offset().isEmpty()) {
      return false;
    }
    boolean isKnown = among.test(event.offset());
    if (!isKnown) {
      known = null;
    }
    return isKnown;
  }

  // ---- connections

  /** From now on it is the last one. */
  void begun(Connection connection) {
    unheard = connection;
  }

  /** All listeners of that one know that it ended. */
  void farewell(Connection connection) {
    if (unheard == connection) {
      unheard = null;
    }
  }

  /** Whether that one has ended, or will, and its listeners are not through. */
  boolean awaitsFarewell(Connection connection) {
    return unheard == connection;
  }

  /** What is to be done when the next one is due; null for nothing, or no longer. */
  void whenDue(@Nullable Runnable begin) {
    next = begin;
  }

  /** What is to be done now, outside of the lock; once. */
  Runnable due() {
    Runnable begin = next;
    if (begin == null || unheard != null || !allSettled()) {
      return () -> {};
    }
    next = null;
    return begin;
  }

  /** Nothing is kept any more. */
  void giveUp() {
    forgetWaiting();
    known = null;
  }
}
