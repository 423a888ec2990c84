package io.roomcast.spi.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.EventArgs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  @DisplayName("API-23 a lone null is one value, as in emit(\"x\", null)")
  void loneNull() {
    Object[] none = null;

    assertThat(Arguments.of(none).toList()).isEqualTo(Arrays.asList((Object) null));
    assertThat(Arguments.event("x", none).toList()).isEqualTo(Arrays.asList("x", null));
    assertThat(EventArgs.of(Arguments.event("x", none), 1).get(0)).isNull();
  }

  @Test
  @DisplayName("API-23 a lone array is spread, one among others or a list of its values is not")
  void loneArray() {
    Object[] array = {1, "a"};

    assertThat(Arguments.event("x", array).toList()).isEqualTo(List.of("x", 1, "a"));
    assertThat(Arguments.of((Object) array).toList()).containsExactly((Object) array);
    assertThat(Arguments.of(array, 2).toList()).containsExactly(array, 2);
    assertThat(Arguments.of(List.of(array)).toList()).isEqualTo(List.of(List.of(1, "a")));
    assertThat(Arguments.of(new Object[0]).size()).isZero();
    assertThat(Arguments.event("x").toList()).isEqualTo(List.of("x"));
  }

  @Test
  @DisplayName("the array that was given may change afterwards")
  void copied() {
    Object[] array = {1};
    Arguments arguments = Arguments.of(array);
    array[0] = 2;

    assertThat(arguments.get(0)).isEqualTo(1);
  }
}
