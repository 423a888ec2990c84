package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.codec.CodecLimits;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decoder makes of arrays and objects. */
class MembersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 10, 100, 3000})
  @DisplayName("an object is the map that its members make, in their order, the last of each name")
  void likeLinkedHashMap(int count) {
    Random random = new Random(count);
    for (int names : new int[] {1, 3, count, 1_000_000}) {
      Map<String, Object> expected = new LinkedHashMap<>();
      StringBuilder json = new StringBuilder();
      for (long i = 0; i < count; i++) {
        String name = "n" + random.nextInt(names);
        expected.put(name, i);
        json.append(i == 0 ? "{" : ",").append('"').append(name).append("\":").append(i);
      }

      Map<?, ?> members = (Map<?, ?>) parse(json + "}");

      assertThat(new ArrayList<Object>(members.entrySet()))
          .isEqualTo(new ArrayList<Object>(expected.entrySet()));
      assertThat(members).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(expected.size());
      expected.forEach((name, value) -> assertThat((Object) members.get(name)).isEqualTo(value));
      assertThat(members.containsKey("n")).isFalse();
      assertThat((Object) members.get("z")).isNull();
      assertThat((Object) members.get(1)).isNull();
      assertThat((Object) members.get(null)).isNull();
    }
  }

  @Test
  @DisplayName("names of equal hash codes are told apart, however many they are")
  void equalHashes() {
    List<String> names = new ArrayList<>(List.of(""));
    for (int i = 0; i < 13; i++) {
      List<String> longer = new ArrayList<>();
      names.forEach(name -> Collections.addAll(longer, name + "Aa", name + "BB"));
      names = longer;
    }
    assertThat(names.stream().mapToInt(String::hashCode).distinct().count()).isEqualTo(1);

    Map<?, ?> members = (Map<?, ?>) parse("{\"" + String.join("\":1,\"", names) + "\":1}");

    assertThat(members).hasSize(names.size());
    assertThat(names).allSatisfy(name -> assertThat((Object) members.get(name)).isEqualTo(1L));
  }

  @Test
  @DisplayName("a container has no more room than members")
  void small() throws Exception {
    List<?> list = (List<?>) parse("[{\"a\":\"x\"},{\"a\":\"x\"},1,[],{}]");
    Members first = (Members) list.get(0);

    assertThat(room(list, "values")).isEqualTo(5);
    assertThat(room(first, "pairs")).isEqualTo(2);
    assertThat(room(first, "sorted")).isZero();
    assertThat(room(parse("{\"a\":1,\"a\":2}"), "pairs")).isEqualTo(2);
    assertThat(list.get(3)).isSameAs(Items.EMPTY);
    assertThat(list.get(4)).isSameAs(Members.EMPTY);
  }

  @Test
  @DisplayName("short texts that come again and again are one")
  void repeatedTexts() {
    List<?> list = (List<?>) parse("[" + "{\"a\":\"x\"},".repeat(100) + "0]");
    Members last = (Members) list.get(99);
    Members before = (Members) list.get(98);

    assertThat(last.name(0)).isSameAs(before.name(0));
    assertThat(last.get("a")).isSameAs(before.get("a"));
  }

  @Test
  @DisplayName("texts that share a slot of the recent ones keep their values")
  void recentTexts() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      texts.add("t" + i % 700);
      texts.add("a" + "b".repeat(i % 25) + "c");
    }

    assertThat(parse("[\"" + String.join("\",\"", texts) + "\"]")).isEqualTo(texts);
  }

  @Test
  @DisplayName("neither an object nor an array can be changed, and an iterator ends")
  void unmodifiable() {
    Map<?, ?> members = (Map<?, ?>) parse("{\"a\":[1]}");
    List<?> items = (List<?>) members.get("a");

    assertThatThrownBy(() -> members.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> members.keySet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> members.entrySet().iterator().next().setValue(null))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> items.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> items.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(Members.EMPTY.entrySet().iterator()::next)
        .isInstanceOf(NoSuchElementException.class);
  }

  private static Object parse(String json) {
    return JsonText.parse(json, 0, CodecLimits.defaults());
  }

  private static int room(Object container, String array) throws Exception {
    Field field = container.getClass().getDeclaredField(array);
    field.setAccessible(true);
    return Array.getLength(field.get(container));
  }
}
