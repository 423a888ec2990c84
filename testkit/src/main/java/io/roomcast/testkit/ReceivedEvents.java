package io.roomcast.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The events of one test client: those that a test took, and those that it did not. Thread-safe.
 */
final class ReceivedEvents {
  private final Supplier<String> owner;
  private final Duration timeout;
  private final Object lock = new Object();
  private final List<ReceivedEvent> events = new ArrayList<>();
  private Optional<String> ended = Optional.empty();

  /**
   * Nothing yet.
   *
   * @param owner asked for its name where a message needs it
   * @param timeout of each wait
   */
  ReceivedEvents(Supplier<String> owner, Duration timeout) {
    this.owner = owner;
    this.timeout = timeout;
  }

  void add(ReceivedEvent event) {
    synchronized (lock) {
      events.add(event);
      lock.notifyAll();
    }
  }

  /** Nothing more will come: whoever waits fails now. */
  void end(String why) {
    synchronized (lock) {
      ended = Optional.of(why);
      lock.notifyAll();
    }
  }

  /** Takes the first event that fits, when it is there. */
  ReceivedEvent await(String name, Predicate<ReceivedEvent> fits) {
    long deadline = System.nanoTime() + timeout.toNanos();
    synchronized (lock) {
      while (true) {
        Optional<ReceivedEvent> found =
            unseen().filter(e -> e.name().equals(name)).filter(fits).findFirst();
        if (found.isPresent()) {
          found.get().see();
          return found.get();
        }
        long left = deadline - System.nanoTime();
        if (left <= 0 || ended.isPresent()) {
          throw new AssertionError("no \"" + name + "\" within " + timeout + ". " + report());
        }
        pause(left);
      }
    }
  }

  /** Fails where an event is there that was not taken. */
  void refute(Predicate<ReceivedEvent> unwanted, String what) {
    synchronized (lock) {
      if (unseen().anyMatch(unwanted)) {
        throw new AssertionError(what + ". " + report());
      }
    }
  }

  /** Those that were not taken. */
  List<ReceivedEvent> pending() {
    synchronized (lock) {
      return unseen().toList();
    }
  }

  /** What has come, for messages. */
  String report() {
    synchronized (lock) {
      String whose = owner.get() + ended.map(why -> " (disconnected: " + why + ")").orElse("");
      if (events.isEmpty()) {
        return whose + " has received nothing";
      }
      return events.stream()
          .map(event -> "\n  " + event + (event.seen() ? ", taken" : ""))
          .collect(Collectors.joining("", whose + " has received:", ""));
    }
  }

  private Stream<ReceivedEvent> unseen() {
    return events.stream().filter(event -> !event.seen());
  }

  private void pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(lock, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for an event", e);
    }
  }
}
