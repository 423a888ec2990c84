package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class HandlerLineTest {
  private final Deque<Runnable> executor = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();
  private boolean refusing;
  private final HandlerLine line =
      new HandlerLine(
          task -> {
            if (refusing) {
              throw new RejectedExecutionException("thrown by a test");
            }
            executor.add(task);
          },
          2,
          3);

  private boolean offer(int number) {
    return line.offer(() -> done.add(number));
  }

  @Test
  void work_is_done_in_order_by_so_many_at_a_time() {
    for (int i = 1; i <= 5; i++) {
      assertThat(offer(i)).isTrue();
    }
    assertThat(offer(6)).as("full").isFalse();
    assertThat(executor).hasSize(2);
    while (!executor.isEmpty()) {
      executor.remove().run();
      assertThat(executor).hasSizeLessThanOrEqualTo(2);
    }
    assertThat(done).containsExactly(1, 2, 3, 4, 5);
    for (int i = 7; i <= 11; i++) {
      assertThat(offer(i)).as("all is free again").isTrue();
    }
    assertThat(offer(12)).isFalse();
  }

  @Test
  void work_that_throws_gives_its_place_back() {
    for (int i = 0; i < 2; i++) {
      line.offer(
          () -> {
            throw new NoClassDefFoundError("thrown by a test");
          });
    }
    offer(1);
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
    assertThat(done).containsExactly(1);
    offer(2);
    offer(3);
    assertThat(executor).hasSize(2);
  }

  @Test
  void a_refusing_executor_takes_no_place_and_strands_nobody() {
    for (int i = 1; i <= 4; i++) {
      offer(i);
    }
    refusing = true;
    executor.remove().run();
    assertThat(done).as("those in line are done by who is there").containsExactly(1, 3, 4);
    assertThatThrownBy(() -> offer(5)).isInstanceOf(RejectedExecutionException.class);
    refusing = false;
    executor.remove().run();
    offer(6);
    offer(7);
    assertThat(executor).hasSize(2);
  }
}
