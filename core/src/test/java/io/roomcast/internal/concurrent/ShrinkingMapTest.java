package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.testing.Overlap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A map that shrinks")
class ShrinkingMapTest {
  private final ShrinkingMap<Integer, String> map = new ShrinkingMap<>();

  private void fill(int count) {
    IntStream.range(0, count).forEach(i -> map.put(i, "v" + i));
  }

  private void drain(int from, int to) {
    IntStream.range(from, to).forEach(i -> map.remove(i, "v" + i));
  }

  @Test
  @DisplayName("makes its table anew where most has gone, and holds what is left")
  void shrinks() {
    fill(1000);
    Collection<String> whenLarge = map.values();
    drain(10, 1000);
    assertThat(map.size()).isEqualTo(10);
    assertThat(map.values()).containsExactlyInAnyOrder(values(10));
    map.put(5000, "late");
    assertThat(whenLarge).as("a view of the table that was left behind").doesNotContain("late");
    assertThat(map.values()).contains("late");
    assertThat(map.get(5000)).isEqualTo("late");
    assertThat(map.contains(3)).isTrue();
    assertThat(map.keys()).hasSize(11);
  }

  private static String[] values(int count) {
    return IntStream.range(0, count).mapToObj(i -> "v" + i).toArray(String[]::new);
  }

  @Test
  @DisplayName("keeps its table while it is small, or mostly full")
  void keeps() {
    fill(60);
    Collection<String> small = map.values();
    drain(0, 60);
    map.put(1, "v1");
    assertThat(small).containsExactly("v1");
    fill(1000);
    Collection<String> large = map.values();
    drain(200, 1000);
    map.put(5000, "late");
    assertThat(large).contains("late");
  }

  @Test
  @DisplayName("removes only the value that is meant")
  void sameValue() {
    map.put(1, "new");
    map.remove(1, "old");
    assertThat(map.get(1)).isEqualTo("new");
  }

  @Test
  @DisplayName("who walks it while it shrinks meets all that stays, each once")
  void walkedMeanwhile() {
    fill(1000);
    Iterator<String> walk = map.values().iterator();
    List<String> met = new ArrayList<>();
    met.add(walk.next());
    drain(10, 1000);
    map.put(5000, "late");
    walk.forEachRemaining(met::add);
    assertThat(met).doesNotHaveDuplicates().contains(values(10));
  }

  @Test
  @DisplayName("loses nothing where some put while others remove and it shrinks")
  void together() throws Exception {
    try (Overlap overlap = new Overlap()) {
      for (int round = 0; round < 200; round++) {
        fill(600);
        overlap.run(() -> drain(0, 600), () -> IntStream.range(1000, 1050).forEach(this::putOne));
        assertThat(map.keys()).hasSize(50).allMatch(key -> key >= 1000);
        drain(1000, 1050);
        assertThat(map.size()).isZero();
      }
    }
  }

  private void putOne(int key) {
    map.put(key, "v" + key);
  }
}
