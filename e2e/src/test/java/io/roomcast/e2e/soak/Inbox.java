package io.roomcast.e2e.soak;

import io.roomcast.TypeRef;
import io.roomcast.e2e.soak.Figures.Count;
import io.roomcast.testkit.ReceivedEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What a client receives: each number once, and in order. Thread-safe. */
final class Inbox {
  private final Figures figures;
  private final Map<String, Long> told = new HashMap<>();
  private final Map<String, Long> rooms = new HashMap<>();
  private final Map<String, Long> ticks = new HashMap<>();
  private int awaited;

  Inbox(Figures figures) {
    this.figures = figures;
  }

  /**
   * Takes an event.
   *
   * @throws IllegalStateException if it is not the one that was due
   */
  synchronized void accept(ReceivedEvent event) {
    switch (event.name()) {
      case "told" -> told(event, event.get(0, String.class), event.get(1, Long.class));
      case "said" -> said(event, event.get(0, String.class), event.get(1, Long.class));
      case "tick" -> ticked(event.get(0, String.class), event.get(1, Long.class));
      case "joined" -> joined(event.get(0, String.class), event.get(1, Long.class));
      case "left" -> left(event.get(0, String.class), event.get(1, Long.class));
      case "reckoned" -> reckoned(event.args().get(0, new TypeRef<Map<String, Long>>() {}));
      case "question" -> event.ack(event.get(0, Long.class));
      case "flood" -> {} // for those who do not read
      default -> throw new IllegalStateException("an unknown event " + event);
    }
  }

  /** An event that says what has become of a request is awaited. */
  synchronized void await() {
    awaited++;
  }

  /** Whether there is none. */
  synchronized boolean complete() {
    return awaited == 0;
  }

  synchronized boolean isIn(String room) {
    return rooms.containsKey(room);
  }

  private void told(ReceivedEvent event, String from, long number) {
    figures.count(Count.TOLD);
    long due = told.getOrDefault(from, 0L);
    told.put(from, number + 1);
    require(number == due, () -> "%d of %s is due, not %s".formatted(due, from, event));
    boolean whole =
        number % 3 == 0
            ? event.get(2, Parcel.class).is(from, number)
            : event.get(2, String.class).equals(Parcel.text(from, number));
    require(whole, () -> "damaged: " + event);
  }

  private void said(ReceivedEvent event, String room, long number) {
    figures.count(Count.SAID);
    Long due = rooms.put(room, number + 1);
    require(due != null && due == number, () -> "in %s %d is due: %s".formatted(room, due, event));
    require(
        event.get(2, String.class).equals(Parcel.text(room, number)), () -> "damaged: " + event);
  }

  private void ticked(String room, long number) {
    figures.count(Count.TICKS);
    Long before = ticks.put(room, number);
    require(
        before == null || before < number,
        () -> "in %s tick %d came after %d".formatted(room, number, before));
  }

  private void joined(String room, long next) {
    awaited--;
    Long due = rooms.put(room, next);
    require(due == null, () -> "joined %s, where %d is due, at %d".formatted(room, due, next));
  }

  private void left(String room, long next) {
    awaited--;
    Long due = rooms.remove(room);
    require(
        due != null && due == next,
        () -> "left %s, where %d is due, at %d".formatted(room, due, next));
  }

  private void reckoned(Map<String, Long> sent) {
    awaited--;
    figures.count(Count.RECKONED);
    require(sent.equals(told), () -> "sent was %s, received %s".formatted(sent, told));
  }

  private static void require(boolean expected, Supplier<String> problem) {
    if (!expected) {
      throw new IllegalStateException(problem.get());
    }
  }
}
