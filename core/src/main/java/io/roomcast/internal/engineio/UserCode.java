package io.roomcast.internal.engineio;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the application on its executor, and turns all that can go wrong there (it throws, returns
 * null, is not even started) into a failure that the caller is told, exactly once. Bounds the
 * newcomers' requests that are with the application, whether they wait for a thread or have one.
 */
final class UserCode {
  private final Executor executor;
  private final Bounded places;
  private final Set<Runnable> unanswered = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  UserCode(Executor executor, int maxRequests) {
    this.executor = executor;
    this.places = new Bounded(maxRequests);
  }

  /** Those of the newcomers' requests. */
  Bounded places() {
    return places;
  }

  /** A number of places, and how many of them are taken. */
  static final class Bounded implements Places {
    private final int max;
    private final AtomicInteger taken = new AtomicInteger();

    private Bounded(int max) {
      this.max = max;
    }

    @Override
    public boolean enter() {
      if (taken.incrementAndGet() > max) {
        taken.decrementAndGet();
        return false;
      }
      return true;
    }

    @Override
    public void leave() {
      taken.decrementAndGet();
    }

    int taken() {
      return taken.get();
    }
  }

  /** Has {@code giveUp} called at the end of the server, unless the request is answered before. */
  void awaitsAnswer(Runnable giveUp) {
    unanswered.add(giveUp);
    if (over) {
      giveUp.run();
    }
  }

  void answered(Runnable giveUp) {
    unanswered.remove(giveUp);
  }

  /** The server ends: nobody waits for the application any more, nor will. */
  void answerAll() {
    over = true;
    unanswered.forEach(Runnable::run);
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
    } catch (Throwable rejected) { // an Error, too: of a thread that could not be started, for one
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
    Answer<T> answer = new Answer<>(question, done);
    run(answer, answer::asked);
  }

  private static final class Answer<T> implements Action {
    private final Callable<CompletionStage<T>> question;
    private final BiConsumer<@Nullable T, @Nullable Throwable> done;
    private final AtomicBoolean told = new AtomicBoolean();
    private @Nullable CompletionStage<T> stage;

    private Answer(
        Callable<CompletionStage<T>> question, BiConsumer<@Nullable T, @Nullable Throwable> done) {
      this.question = question;
      this.done = done;
    }

    @Override
    @SuppressWarnings("RedundantNullCheck") // an application may ignore the annotations
    public void run() throws Exception {
      stage = question.call();
      if (stage == null) {
        throw new IllegalStateException("returned null in place of a stage");
      }
    }

    private void asked(@Nullable Throwable failure) {
      if (failure != null || stage == null) {
        tell(null, failure);
        return;
      }
      try {
        var unused = stage.whenComplete(this::tell);
      } catch (Throwable thrown) { // a stage of the application's own making may do anything
        tell(null, thrown);
      }
    }

    private void tell(@Nullable T result, @Nullable Throwable failure) {
      if (told.compareAndSet(false, true)) {
        done.accept(result, failure);
      }
    }
  }
}
