package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.LocalRooms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The questions of one namespace that are under way: each is there until it is over, which is when
 * its time is up at the latest. Thread-safe, never blocks.
 *
 * <pre>{@code
 * ClusterQuestions<Arguments> questions = new ClusterQuestions<>(local, List::of);
 * ClusterQuestion<Arguments> question = questions.ask("q1", Duration.ofSeconds(5));
 * question.own(List.of());
 * question.replies().thenAccept(replies -> log.info("{} answers", replies.values().size()));
 * }</pre>
 *
 * @param <T> an answer
 */
public final class ClusterQuestions<T> {
  private static final int MAX_OPEN = 10_000;

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
  public ClusterQuestions(LocalRooms local, Supplier<List<String>> known) {
    this.local = local;
    this.known = known;
  }

  /**
   * A new question, which can be found from now on: before it is published, since what answers it,
   * or what comes back of it, may be there before the publishing has returned.
   *
   * @param requestId its name
   * @param timeout when it ends at the latest
   * @return the question
   * @throws RejectedExecutionException if 10 000 questions are under way
   */
  public ClusterQuestion<T> ask(String requestId, Duration timeout) {
    if (open.size() >= MAX_OPEN) {
      throw new RejectedExecutionException(
          MAX_OPEN + " questions of the namespace " + local.namespace() + " are under way");
    }
    ClusterQuestion<T> question = new ClusterQuestion<>(known);
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
    return question;
  }

  /**
   * A question that is under way.
   *
   * @param requestId its name
   * @return empty where it is over, or was never asked
   */
  public Optional<ClusterQuestion<T>> find(String requestId) {
    return Optional.ofNullable(open.get(requestId));
  }

  /**
   * For all that are under way.
   *
   * @param action called for each
   */
  public void forEach(Consumer<ClusterQuestion<T>> action) {
    open.values().forEach(action);
  }

  /** Ends those that are under way, and all that are asked from now on. */
  public void close() {
    closed = true;
    forEach(ClusterQuestion::end);
  }
}
