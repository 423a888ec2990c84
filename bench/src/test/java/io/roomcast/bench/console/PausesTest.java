package io.roomcast.bench.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PausesTest {

  @Test
  @DisplayName("pauses are counted from one question to the next")
  void counted() {
    Pauses pauses = new Pauses();
    pauses.add(3);
    pauses.add(5);

    assertThat(pauses.next()).isEqualTo("2 8 5");
    assertThat(pauses.next()).isEqualTo("0 0 0");
  }

  @Test
  @DisplayName("a collection is a pause")
  void watched() {
    Pauses pauses = Pauses.watch();
    String told = "0 0 0";
    while (told.startsWith("0 ")) {
      System.gc(); // told of by another thread, some time later
      told = pauses.next();
    }

    assertThat(told).matches("[1-9]\\d* \\d+ \\d+");
  }
}
