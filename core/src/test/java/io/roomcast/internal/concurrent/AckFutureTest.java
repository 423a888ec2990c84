package io.roomcast.internal.concurrent;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AckFutureTest {

  /** Holds tasks back, so that what ran before {@link #runAll} ran on the completing thread. */
  private static final class HeldBack implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
      tasks.add(task);
    }

    private synchronized Runnable next() {
      return tasks.poll();
    }

    void runAll() {
      for (Runnable task = next(); task != null; task = next()) {
        task.run();
      }
    }
  }

  private static final CompletableFuture<String> NEVER = new CompletableFuture<>();

  /** Each attaches a dependent that does {@code touch}. */
  private static final Map<
          String, BiFunction<CompletableFuture<String>, Runnable, CompletionStage<?>>>
      WHEN_COMPLETE = new TreeMap<>();

  private static final Map<
          String, BiFunction<CompletableFuture<String>, Runnable, CompletionStage<?>>>
      WHEN_FAILED = new TreeMap<>();

  private static String touched(Runnable touch) {
    touch.run();
    return "touched";
  }

  private static CompletionStage<String> stage(Runnable touch) {
    touch.run();
    return CompletableFuture.completedFuture("touched");
  }

  static {
    var forms = WHEN_COMPLETE;
    forms.put("thenApply", (f, t) -> f.thenApply(v -> touched(t)));
    forms.put("thenApplyAsync", (f, t) -> f.thenApplyAsync(v -> touched(t)));
    forms.put("thenAccept", (f, t) -> f.thenAccept(v -> t.run()));
    forms.put("thenRun", (f, t) -> f.thenRun(t));
    forms.put("thenCompose", (f, t) -> f.thenCompose(v -> stage(t)));
    forms.put("handle", (f, t) -> f.handle((v, e) -> touched(t)));
    forms.put("whenComplete", (f, t) -> f.whenComplete((v, e) -> t.run()));
    forms.put("thenCombine", (f, t) -> f.thenCombine(done(), (a, b) -> touched(t)));
    forms.put("thenAcceptBoth", (f, t) -> f.thenAcceptBoth(done(), (a, b) -> t.run()));
    forms.put("runAfterBoth", (f, t) -> f.runAfterBoth(done(), t));
    forms.put("applyToEither", (f, t) -> f.applyToEither(NEVER, v -> touched(t)));
    forms.put("acceptEither", (f, t) -> f.acceptEither(NEVER, v -> t.run()));
    forms.put("runAfterEither", (f, t) -> f.runAfterEither(NEVER, t));
    forms.put("copy", (f, t) -> f.copy().thenRun(t));
    forms.put("minimal stage", (f, t) -> f.minimalCompletionStage().thenRun(t));
    forms.put("toCompletableFuture", (f, t) -> f.toCompletableFuture().thenRun(t));
    forms.put("orTimeout", (f, t) -> f.orTimeout(1, HOURS).thenRun(t));
    forms.put("derived twice", (f, t) -> f.thenApply(v -> v).thenApply(v -> touched(t)));
    forms.put("allOf", (f, t) -> CompletableFuture.allOf(f, done()).thenRun(t));
    forms.put("anyOf", (f, t) -> CompletableFuture.anyOf(f, NEVER).thenRun(t));
    forms.put("other.thenCombine", (f, t) -> done().thenCombine(f, (a, b) -> touched(t)));
    forms.put("other.thenCompose", (f, t) -> done().thenCompose(v -> f).thenRun(t));
    forms.put("other.applyToEither", (f, t) -> NEVER.applyToEither(f, v -> touched(t)));
    forms.put("other.runAfterBoth", (f, t) -> done().runAfterBoth(f, t));
    var failed = WHEN_FAILED;
    failed.put("exceptionally", (f, t) -> f.exceptionally(e -> touched(t)));
    failed.put("exceptionallyCompose", (f, t) -> f.exceptionallyCompose(e -> stage(t)));
    failed.put("handle", (f, t) -> f.handle((v, e) -> touched(t)));
    failed.put("whenComplete", (f, t) -> f.whenComplete((v, e) -> t.run()));
    failed.put("allOf", (f, t) -> CompletableFuture.allOf(f).whenComplete((v, e) -> t.run()));
    failed.put("derived", (f, t) -> f.thenApply(v -> v).exceptionally(e -> touched(t)));
  }

  private static CompletableFuture<String> done() {
    return CompletableFuture.completedFuture("done");
  }

  static Stream<String> completeForms() {
    return WHEN_COMPLETE.keySet().stream();
  }

  static Stream<String> failedForms() {
    return WHEN_FAILED.keySet().stream();
  }

  private final HeldBack executor = new HeldBack();
  private final AckFuture<String> ack = new AckFuture<>(executor);

  @ParameterizedTest
  @MethodSource("completeForms")
  void dependents_run_on_the_executor_only(String form) {
    CountDownLatch touched = new CountDownLatch(1);
    CompletionStage<?> derived = WHEN_COMPLETE.get(form).apply(ack, touched::countDown);

    assertThat(ack.complete("answer")).isTrue();

    assertThat(touched.getCount()).as("before the executor ran anything").isEqualTo(1);
    executor.runAll();
    assertThat(touched.getCount()).isZero();
    assertThat(derived).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("completeForms")
  void dependents_attached_between_arrival_and_turn_run_on_the_executor_too(String form) {
    CountDownLatch touched = new CountDownLatch(1);
    ack.complete("answer");
    CompletionStage<?> derived = WHEN_COMPLETE.get(form).apply(ack, touched::countDown);

    assertThat(touched.getCount()).isEqualTo(1);
    executor.runAll();
    assertThat(touched.getCount()).isZero();
    assertThat(derived).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("failedForms")
  void dependents_of_a_failure_run_on_the_executor_only(String form) {
    CountDownLatch touched = new CountDownLatch(1);
    CompletionStage<?> derived = WHEN_FAILED.get(form).apply(ack, touched::countDown);

    assertThat(ack.completeExceptionally(new IllegalStateException("gone"))).isTrue();

    assertThat(touched.getCount()).as("before the executor ran anything").isEqualTo(1);
    executor.runAll();
    assertThat(touched.getCount()).isZero();
    assertThat(derived).isNotNull();
  }

  @Test
  void who_waits_is_woken_though_the_executor_has_no_thread() throws Exception {
    CompletableFuture<String> joined = new CompletableFuture<>();
    CompletableFuture<String> got = new CompletableFuture<>();
    Thread joining = new Thread(() -> joined.complete(ack.join()));
    Thread getting =
        new Thread(
            () -> {
              try {
                got.complete(ack.get(60, SECONDS));
              } catch (Exception e) {
                got.completeExceptionally(e);
              }
            });
    joining.start();
    getting.start();

    ack.complete("answer"); // the executor runs nothing in this test

    assertThat(joined.get(10, SECONDS)).isEqualTo("answer");
    assertThat(got.get(10, SECONDS)).isEqualTo("answer");
    assertThat(ack.isDone()).isTrue();
    assertThat(ack.getNow("absent")).isEqualTo("answer");
    assertThat(ack.get()).isEqualTo("answer");
    assertThat(ack.isCompletedExceptionally()).isFalse();
  }

  @Test
  void a_handler_on_a_full_pool_is_woken_and_dependents_find_a_thread() throws Exception {
    try (HandlerExecutor pool = HandlerExecutor.pooled(1, 1, Duration.ofMinutes(5))) {
      AckFuture<String> first = new AckFuture<>(pool.completions());
      AckFuture<String> second = new AckFuture<>(pool.completions());
      CountDownLatch waiting = new CountDownLatch(1);
      CompletableFuture<String> result = new CompletableFuture<>();
      pool.execute(
          () -> {
            waiting.countDown();
            String answer = first.join();
            CompletableFuture.allOf(first, second).join();
            result.complete(answer + second.thenApply(v -> v + "!").join());
          });
      assertThat(waiting.await(10, SECONDS)).isTrue();

      first.complete("1");
      second.complete("2");

      assertThat(result.get(10, SECONDS)).isEqualTo("12!");
    }
  }

  @Test
  void completes_once_whoever_is_first() {
    assertThat(ack.complete("first")).isTrue();
    assertThat(ack.complete("second")).isFalse();
    assertThat(ack.completeExceptionally(new IllegalStateException())).isFalse();
    assertThat(ack.cancel(true)).isFalse();
    executor.runAll();
    assertThat(ack.join()).isEqualTo("first");
    assertThat(ack.thenApply(v -> v).getNow("absent")).isEqualTo("first");
  }

  @Test
  void a_failure_is_seen_by_those_who_wait_as_with_any_future() {
    IllegalStateException gone = new IllegalStateException("gone");
    ack.completeExceptionally(gone);

    assertThat(ack.isCompletedExceptionally()).isTrue();
    assertThatThrownBy(ack::join).isInstanceOf(CompletionException.class).hasCause(gone);
    assertThatThrownBy(ack::get).isInstanceOf(ExecutionException.class).hasCause(gone);
    assertThatThrownBy(() -> ack.getNow("")).isInstanceOf(CompletionException.class);
  }

  @Test
  void cancelling_is_a_failure_too_and_may_be_repeated() {
    CompletableFuture<String> derived = ack.handle((v, e) -> e.getClass().getSimpleName());
    assertThat(ack.cancel(false)).isTrue();
    assertThat(ack.cancel(false)).isTrue();
    assertThat(ack.isCancelled()).isTrue();
    assertThatThrownBy(ack::join).isInstanceOf(CancellationException.class);
    executor.runAll();
    assertThat(derived).isCompletedWithValue("CancellationException");
  }

  @Test
  void time_outs_of_the_user_complete_it_like_anything_else() throws Exception {
    AckFuture<String> timed = new AckFuture<>(executor);
    assertThat(timed.completeOnTimeout("late", 1, MILLISECONDS).get(10, SECONDS)).isEqualTo("late");
    assertThatThrownBy(() -> ack.orTimeout(1, MILLISECONDS).join())
        .hasCauseInstanceOf(TimeoutException.class);
    assertThatThrownBy(() -> new AckFuture<String>(executor).get(1, MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void completeAsync_wakes_and_fails_like_complete() {
    assertThat(ack.completeAsync(() -> "supplied")).isSameAs(ack);
    assertThat(ack.isDone()).isFalse();
    executor.runAll();
    assertThat(ack.join()).isEqualTo("supplied");

    AckFuture<String> failing = new AckFuture<>(executor);
    CompletableFuture<String> same =
        failing.completeAsync(
            () -> {
              throw new IllegalStateException("thrown by a test");
            },
            Runnable::run);
    assertThatThrownBy(same::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void what_is_derived_is_asynchronous_on_the_same_executor() {
    assertThat(ack.defaultExecutor()).isSameAs(executor);
    CompletableFuture<String> derived = ack.thenApply(v -> v);
    assertThat(derived.defaultExecutor()).isSameAs(executor);
    assertThat(derived.thenApply(v -> v).defaultExecutor()).isSameAs(executor);
    assertThat(ack.<Integer>newIncompleteFuture()).isNotInstanceOf(AckFuture.class).isNotDone();
  }

  @Test
  void an_answer_cannot_be_replaced() {
    assertThatThrownBy(() -> ack.obtrudeValue("other"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ack.obtrudeException(new IllegalStateException()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void what_java_19_added_agrees_with_what_has_arrived() {
    List<Runnable> tasks = new ArrayList<>(); // no thread is free
    AckFuture<String> answer = new AckFuture<>(tasks::add);
    assertThatThrownBy(answer::resultNow).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(answer::exceptionNow).isInstanceOf(IllegalStateException.class);
    answer.complete("x");
    assertThat(answer.resultNow()).isEqualTo("x");
    assertThatThrownBy(answer::exceptionNow).isInstanceOf(IllegalStateException.class);

    AckFuture<String> failed = new AckFuture<>(tasks::add);
    Exception cause = new Exception("no");
    failed.completeExceptionally(cause);
    assertThat(failed.exceptionNow()).isSameAs(cause);
    assertThatThrownBy(failed::resultNow).isInstanceOf(IllegalStateException.class);
    AckFuture<String> cancelled = new AckFuture<>(tasks::add);
    cancelled.cancel(false);
    assertThatThrownBy(cancelled::exceptionNow).isInstanceOf(IllegalStateException.class);
  }
}
