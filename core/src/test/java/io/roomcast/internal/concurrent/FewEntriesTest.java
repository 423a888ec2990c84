package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A map of few entries")
class FewEntriesTest {
  private final FewEntries<String> few = new FewEntries<>();

  @Test
  @DisplayName("holds what was put last under each name")
  void puts() {
    assertThat(few.isEmpty()).isTrue();
    few.put("a", "1");
    few.put("a", "2");
    few.put("b", "3");
    assertThat(few.get("a")).isEqualTo("2");
    assertThat(few.contains("b")).isTrue();
    assertThat(few.contains("c")).isFalse();
    assertThat(few.values()).containsExactlyInAnyOrder("2", "3");
    assertThat(few.size()).isEqualTo(2);
    assertThat(few.any()).hasValueSatisfying(name -> assertThat(name).isIn("a", "b"));
  }

  @Test
  @DisplayName("removes a name, or a value if it is still there")
  void removes() {
    String first = new String("1");
    few.put("a", first);
    few.remove("a", new String("1"));
    assertThat(few.get("a")).isSameAs(first);
    few.remove("a", first);
    few.remove("none");
    assertThat(few.isEmpty()).isTrue();
    assertThat(few.any()).isEmpty();
  }

  @Test
  @DisplayName("shows who walks it what there was when he began")
  void snapshot() {
    few.put("a", "1");
    few.put("b", "2");
    Collection<String> before = few.values();
    few.remove("a");
    few.put("c", "3");
    assertThat(before).containsExactlyInAnyOrder("1", "2");
    assertThat(few.values()).containsExactlyInAnyOrder("2", "3");
  }
}
