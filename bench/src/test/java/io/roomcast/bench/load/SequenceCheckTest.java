package io.roomcast.bench.load;

import static io.roomcast.bench.load.SequenceCheck.Verdict.DUPLICATE;
import static io.roomcast.bench.load.SequenceCheck.Verdict.EXPECTED;
import static io.roomcast.bench.load.SequenceCheck.Verdict.LATE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {
  private final SequenceCheck check = new SequenceCheck();

  @Test
  @DisplayName("numbers in order are expected")
  void order() {
    assertThat(check.accept(0)).isEqualTo(EXPECTED);
    assertThat(check.accept(1)).isEqualTo(EXPECTED);
    assertThat(check.missing()).isZero();
    assertThat(check.next()).isEqualTo(2);
  }

  @Test
  @DisplayName("a number that is left out is missing until it comes, and late then")
  void late() {
    check.accept(0);
    assertThat(check.accept(3)).isEqualTo(EXPECTED);
    assertThat(check.missing()).isEqualTo(2);
    assertThat(check.accept(2)).isEqualTo(LATE);
    assertThat(check.missing()).isEqualTo(1);
  }

  @Test
  @DisplayName("a number that comes again is a duplicate, also where it was late")
  void duplicates() {
    check.accept(0);
    assertThat(check.accept(0)).isEqualTo(DUPLICATE);
    check.accept(2);
    check.accept(1);
    assertThat(check.accept(1)).isEqualTo(DUPLICATE);
    assertThat(check.missing()).isZero();
  }
}
