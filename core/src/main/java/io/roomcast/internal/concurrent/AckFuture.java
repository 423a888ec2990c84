package io.roomcast.internal.concurrent;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A future that an I/O thread completes without running anybody's code. Two things happen:
 *
 * <ol>
 *   <li>at once, on the completing thread, {@code join} and {@code get} of this future return, so a
 *       handler may wait for the ack of its own client even where no thread is free;
 *   <li>on the executor, the future itself completes, and with it all that depends on it, however
 *       it was attached: {@code thenApply} and its siblings, {@code allOf}, another future's {@code
 *       thenCombine}.
 * </ol>
 *
 * Overriding {@code thenApply} and its siblings to be asynchronous would not do: {@code allOf},
 * {@code anyOf} and other futures attach themselves past every method that can be overridden.
 *
 * <p>Futures that are derived from this one complete on the executor, so waiting for one of those
 * takes a free thread of it. Of what Java 19 added, {@code resultNow} and {@code exceptionNow} tell
 * of the first thing, and {@code state}, whose type Java 17 lacks, of the second: it may be {@code
 * RUNNING} for a moment though {@link #isDone}.
 */
public final class AckFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  private final Executor executor;
  private final CompletableFuture<T> arrival = new CompletableFuture<>(); // nothing depends on it

  /** {@code executor} must not refuse: {@link HandlerExecutor#completions()}. */
  public AckFuture(Executor executor) {
    this.executor = executor;
  }

  @Override
  public boolean complete(T value) {
    boolean first = arrival.complete(value);
    if (first) {
      executor.execute(() -> super.complete(value));
    }
    return first;
  }

  @Override
  public boolean completeExceptionally(Throwable cause) {
    boolean first = arrival.completeExceptionally(cause);
    if (first) {
      executor.execute(() -> super.completeExceptionally(cause));
    }
    return first;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return completeExceptionally(new CancellationException()) || isCancelled();
  }

  @Override
  public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor by) {
    by.execute(
        () -> {
          try {
            complete(supplier.get());
          } catch (Throwable e) { // as the method that it overrides
            completeExceptionally(e);
          }
        });
    return this;
  }

  @Override
  public void obtrudeValue(T value) {
    throw new UnsupportedOperationException("an ack cannot be replaced");
  }

  @Override
  public void obtrudeException(Throwable cause) {
    throw new UnsupportedOperationException("an ack cannot be replaced");
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    return arrival.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    return arrival.get(timeout, unit);
  }

  @Override
  public T join() {
    return arrival.join();
  }

  @Override
  public T getNow(T valueIfAbsent) {
    return arrival.getNow(valueIfAbsent);
  }

  @Override
  public boolean isDone() {
    return arrival.isDone();
  }

  @Override
  public boolean isCancelled() {
    return arrival.isCancelled();
  }

  @Override
  public boolean isCompletedExceptionally() {
    return arrival.isCompletedExceptionally();
  }

  /** Overrides the method of Java 19, so that it agrees with {@link #isDone}. */
  public T resultNow() {
    if (!isDone() || isCompletedExceptionally()) {
      throw new IllegalStateException("the answer has not come, or failed");
    }
    return arrival.join();
  }

  /** Overrides the method of Java 19, so that it agrees with {@link #isDone}. */
  public Throwable exceptionNow() {
    if (!isCompletedExceptionally() || isCancelled()) {
      throw new IllegalStateException("the answer has not failed, or was cancelled");
    }
    return arrival.handle((value, failure) -> failure).join();
  }

  @Override
  public Executor defaultExecutor() {
    return executor;
  }

  /** What is derived completes in ways that cannot be overridden, so it is an ordinary future. */
  @Override
  public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
    return new Derived<>(executor);
  }

  private static final class Derived<U extends @Nullable Object> extends CompletableFuture<U> {
    private final Executor executor;

    Derived(Executor executor) {
      this.executor = executor;
    }

    @Override
    public Executor defaultExecutor() {
      return executor;
    }

    @Override
    public <V extends @Nullable Object> CompletableFuture<V> newIncompleteFuture() {
      return new Derived<>(executor);
    }
  }
}
