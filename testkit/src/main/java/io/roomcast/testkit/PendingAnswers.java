package io.roomcast.testkit;

import io.roomcast.EventArgs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The answers that one test client waits for, by the ids of its packets. Thread-safe. */
final class PendingAnswers {
  private final Duration timeout;
  private final Map<Long, CompletableFuture<EventArgs>> answers = new HashMap<>();
  private long nextId;

  /** An answer that is waited for. */
  record Pending(long id, CompletableFuture<EventArgs> answer) {}

  PendingAnswers(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Waits for a further answer, which fails after the timeout.
   *
   * @param problem says then what is missing
   */
  Pending expect(Supplier<String> problem) {
    CompletableFuture<EventArgs> answer = new CompletableFuture<>();
    long id;
    synchronized (answers) {
      id = nextId++;
      answers.put(id, answer);
    }
    CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              if (take(id) != null) {
                answer.completeExceptionally(new AssertionError(problem.get()));
              }
            });
    return new Pending(id, answer);
  }

  /** An answer has come. */
  void complete(long id, EventArgs args) {
    CompletableFuture<EventArgs> answer = take(id);
    if (answer != null) {
      // the test's dependent actions must not hold up the transport's thread
      answer.completeAsync(() -> args);
    }
  }

  /** No answer will come any more. */
  void fail(RuntimeException cause) {
    List<CompletableFuture<EventArgs>> unanswered;
    synchronized (answers) {
      unanswered = List.copyOf(answers.values());
      answers.clear();
    }
    unanswered.forEach(answer -> answer.completeExceptionally(cause));
  }

  private @Nullable CompletableFuture<EventArgs> take(long id) {
    synchronized (answers) {
      return answers.remove(id);
    }
  }
}
