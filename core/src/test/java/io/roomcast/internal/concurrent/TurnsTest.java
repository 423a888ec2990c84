package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Deque<Runnable> executor = new ArrayDeque<>();
  private final Turns turns = new Turns(2, 3, executor::add);
  private final List<Integer> begun = new ArrayList<>();

  private Runnable turn(int number) {
    return () -> begun.add(number);
  }

  private void run() {
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
  }

  @Test
  @DisplayName("so many have their turn at a time, the others in the order in which they came")
  void inOrder() {
    for (int number = 1; number <= 5; number++) {
      assertThat(turns.enter(turn(number))).isTrue();
    }
    assertThat(begun).as("not on the thread of who comes").isEmpty();
    run();
    assertThat(begun).containsExactly(1, 2);
    assertThat(turns.waiting()).isEqualTo(3);
    turns.over();
    run();
    assertThat(begun).containsExactly(1, 2, 3);
    turns.over();
    turns.over();
    run();
    assertThat(begun).containsExactly(1, 2, 3, 4, 5);
    turns.over();
    turns.over();
    assertThat(turns.enter(turn(6))).isTrue();
    assertThat(turns.enter(turn(7))).isTrue();
    assertThat(turns.enter(turn(8))).isTrue();
    run();
    assertThat(begun).as("two places are free again").containsExactly(1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  @DisplayName("who comes when as many wait as may never has a turn")
  void full() {
    for (int number = 1; number <= 5; number++) {
      turns.enter(turn(number));
    }
    assertThat(turns.enter(turn(6))).isFalse();
    run();
    for (int i = 0; i < 5; i++) {
      turns.over();
    }
    run();
    assertThat(begun).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  @DisplayName("who leaves the line makes room in it, and has no turn")
  void left() {
    List<Runnable> all = new ArrayList<>();
    for (int number = 1; number <= 5; number++) {
      all.add(turn(number));
      turns.enter(all.get(number - 1));
    }
    assertThat(turns.leave(all.get(0))).as("it has its turn").isFalse();
    assertThat(turns.leave(all.get(2))).isTrue();
    assertThat(turns.leave(all.get(2))).isFalse();
    assertThat(turns.enter(turn(6))).isTrue();
    run();
    for (int i = 0; i < 5; i++) {
      turns.over();
    }
    run();
    assertThat(begun).containsExactly(1, 2, 4, 5, 6);
  }
}
