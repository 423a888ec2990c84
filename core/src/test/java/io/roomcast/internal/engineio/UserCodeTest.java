package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UserCodeTest {
  private final List<Object> outcomes = new ArrayList<>();

  private void note(Object result, Throwable failure) {
    outcomes.add(failure == null ? String.valueOf(result) : failure);
  }

  @Test
  @DisplayName("a result, a failed stage, an exception and a null stage are told once each")
  void outcomes() {
    UserCode userCode = new UserCode(Runnable::run, 10);
    IllegalStateException failure = new IllegalStateException();
    userCode.call(() -> CompletableFuture.completedStage("fine"), this::note);
    userCode.call(() -> CompletableFuture.failedStage(failure), this::note);
    userCode.call(
        () -> {
          throw failure;
        },
        this::note);
    userCode.call(() -> null, this::note);

    assertThat(outcomes).hasSize(4).startsWith("fine", failure, failure);
    assertThat((Throwable) outcomes.get(3)).hasMessageContaining("null");
  }

  @Test
  @DisplayName(
      "an executor that refuses fails the call, even if it runs the task later all the same")
  void rejected() {
    List<Runnable> kept = new ArrayList<>();
    UserCode userCode =
        new UserCode(
            task -> {
              kept.add(task);
              throw new RejectedExecutionException("full");
            },
            10);
    userCode.call(() -> CompletableFuture.completedStage("late"), this::note);
    kept.forEach(Runnable::run);

    assertThat(outcomes).hasSize(1).first().isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  @DisplayName("a failure of the caller's own is not taken for a rejection")
  void callerFails() {
    UserCode userCode = new UserCode(Runnable::run, 10);

    assertThatThrownBy(
            () ->
                userCode.run(
                    () -> {},
                    failure -> {
                      outcomes.add("told");
                      throw new IllegalStateException("bug");
                    }))
        .hasMessage("bug");
    assertThat(outcomes).containsExactly("told");
  }

  @Test
  @DisplayName("a stage of the application's own making that throws, or tells twice, is told once")
  void wickedStages() {
    UserCode userCode = new UserCode(Runnable::run, 10);
    CompletableFuture<String> throwing =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<String> whenComplete(
              BiConsumer<? super String, ? super Throwable> action) {
            throw new IllegalStateException("wicked");
          }
        };
    CompletableFuture<String> repeating =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<String> whenComplete(
              BiConsumer<? super String, ? super Throwable> action) {
            action.accept("once", null);
            action.accept("twice", null);
            return this;
          }
        };
    userCode.call(() -> throwing, this::note);
    userCode.call(() -> repeating, this::note);

    assertThat(outcomes).hasSize(2).endsWith("once");
    assertThat((Throwable) outcomes.get(0)).hasMessage("wicked");
  }

  @Test
  @DisplayName("no more requests are let in than may be, until one leaves")
  void bounded() {
    UserCode userCode = new UserCode(Runnable::run, 2);
    assertThat(userCode.places().enter()).isTrue();
    assertThat(userCode.places().enter()).isTrue();
    assertThat(userCode.places().enter()).isFalse();
    userCode.places().leave();
    assertThat(userCode.places().enter()).isTrue();
    assertThat(userCode.places().taken()).isEqualTo(2);
  }

  @Test
  @DisplayName("an executor that fails with an Error fails the call, as one that refuses does")
  void executorFails() {
    UserCode userCode =
        new UserCode(
            task -> {
              throw new Error("no thread");
            },
            10);
    userCode.call(() -> CompletableFuture.completedStage("never"), this::note);

    assertThat(outcomes).hasSize(1).first().isInstanceOf(Error.class);
  }
}
