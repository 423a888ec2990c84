package io.roomcast.spi.transport.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NativePoolTest {
  private final List<Integer> cleaned = new ArrayList<>();
  private final List<Integer> ended = new ArrayList<>();
  private int made;

  private final NativePool<Integer> pool =
      new NativePool<>(() -> made++, this::clean, ended::add, 2);

  private void clean(int taken) {
    if (taken == 99) {
      throw new IllegalStateException("broken");
    }
    cleaned.add(taken);
  }

  @Test
  @DisplayName("user pain 5: what was given back is cleaned and taken again, up to the capacity")
  void reuses() {
    List<Integer> taken = List.of(pool.take(), pool.take(), pool.take());
    taken.forEach(pool::giveBack);
    assertThat(cleaned).containsExactly(0, 1, 2);
    assertThat(ended).as("did not fit in").containsExactly(2);
    assertThat(pool.idle()).isEqualTo(2);
    assertThat(List.of(pool.take(), pool.take(), pool.take())).containsExactly(0, 1, 3);
  }

  @Test
  @DisplayName("user pain 5: what cannot be cleaned is freed")
  void broken() {
    assertThatThrownBy(() -> pool.giveBack(99)).hasMessage("broken");
    assertThat(ended).containsExactly(99);
    assertThat(pool.idle()).isZero();
  }
}
