package io.roomcast.internal.engineio;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the application on its executor, and turns all that can go wrong there (it throws, returns
 * null, is not even started) into a failure that the caller is told, exactly once.
 */
final class UserCode {
  private final Executor executor;

  UserCode(Executor executor) {
    this.executor = executor;
  }

  /** Something that may throw anything. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /** {@code done} gets null when the action has returned; on the executor, if that works. */
  void run(Action action, Consumer<@Nullable Throwable> done) {
    AtomicBoolean begun = new AtomicBoolean();
    try {
      executor.execute(
          () -> {
            if (begun.compareAndSet(false, true)) {
              done.accept(failureOf(action));
            }
          });
    } catch (RuntimeException rejected) {
      if (!begun.compareAndSet(false, true)) {
        throw rejected; // not a rejection: it comes out of a task that ran on this thread
      }
      done.accept(rejected);
    }
  }

  private static @Nullable Throwable failureOf(Action action) {
    try {
      action.run();
      return null;
    } catch (Throwable thrown) { // an application's Error refuses one request, no more
      return thrown;
    }
  }

  /** {@code done} gets either a result or a failure, on whatever thread completes the stage. */
  <T> void call(
      Callable<CompletionStage<T>> question, BiConsumer<@Nullable T, @Nullable Throwable> done) {
    Answer<T> answer = new Answer<>(question);
    run(
        answer,
        failure -> {
          if (failure != null) {
            done.accept(null, failure);
          } else {
            answer.whenComplete(done);
          }
        });
  }

  private static final class Answer<T> implements Action {
    private final Callable<CompletionStage<T>> question;
    private @Nullable CompletionStage<T> stage;

    private Answer(Callable<CompletionStage<T>> question) {
      this.question = question;
    }

    @Override
    @SuppressWarnings("RedundantNullCheck") // an application may ignore the annotations
    public void run() throws Exception {
      stage = question.call();
      if (stage == null) {
        throw new IllegalStateException("returned null in place of a stage");
      }
    }

    void whenComplete(BiConsumer<@Nullable T, @Nullable Throwable> done) {
      if (stage != null) {
        var unused = stage.whenComplete(done);
      }
    }
  }
}
