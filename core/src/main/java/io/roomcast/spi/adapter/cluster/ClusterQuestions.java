package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.LocalRooms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The questions of one namespace that are under way: each is there until it is over, which is when
 * its time is up at the latest. Thread-safe, never blocks.
 *
 * @param <T> an answer
 */
final class ClusterQuestions<T> {
  static final int MAX_OPEN = 10_000;

  private final LocalRooms local;
  private final Supplier<List<String>> known;
  private final Map<String, ClusterQuestion<T>> open = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * None yet.
   *
   * @param local has the timer
   * @param known names of servers, as {@link ClusterQuestion} wants them
   */
  ClusterQuestions(LocalRooms local, Supplier<List<String>> known) {
    this.local = local;
    this.known = known;
  }

  /**
   * A new question, which can be found from now on: before it is published, since what answers it,
   * or what comes back of it, may be there before the publishing has returned.
   *
   * @param requestId its name
   * @param count the number of the count of servers that it waits for
   * @param timeout when it ends at the latest
   * @return the question; empty where {@value #MAX_OPEN} are under way
   */
  Optional<ClusterQuestion<T>> ask(String requestId, long count, Duration timeout) {
    if (open.size() >= MAX_OPEN) {
      return Optional.empty();
    }
    ClusterQuestion<T> question = new ClusterQuestion<>(known.get(), count);
    open.put(requestId, question);
    LocalRooms.Timeout timer = local.schedule(timeout, question::end);
    var unused =
        question
            .replies()
            .whenComplete(
                (replies, never) -> {
                  timer.cancel();
                  open.remove(requestId);
                });
    if (closed) {
      question.end();
    }
    return Optional.of(question);
  }

  /** Empty where it is over, or was never asked. */
  Optional<ClusterQuestion<T>> find(String requestId) {
    return Optional.ofNullable(open.get(requestId));
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  void forEach(Consumer<ClusterQuestion<T>> action) {
    open.values().forEach(action);
  }

  /** Ends those that are under way, and all that are asked from now on. */
  void close() {
    closed = true;
    forEach(ClusterQuestion::end);
  }
}
