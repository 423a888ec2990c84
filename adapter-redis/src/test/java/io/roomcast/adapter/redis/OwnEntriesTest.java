package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a server has appended itself")
class OwnEntriesTest {
  private final OwnEntries own = new OwnEntries();
  private final List<String> done = new ArrayList<>();

  private Consumer<Optional<String>> noted(String what) {
    return offset -> done.add(what + offset.map(id -> " at " + id).orElse(""));
  }

  @Test
  @DisplayName("RED-29 is done when it is read, once")
  void read() {
    long first = own.expect(noted("first"));
    long second = own.expect(noted("second"));
    own.read(first, "1-0");
    own.read(first, "1-0");
    own.read(second, "1-1");
    own.failed(second);
    own.lost();
    assertThat(done).containsExactly("first at 1-0", "second at 1-1");
    assertThat(own.waiting()).isZero();
  }

  @Test
  @DisplayName("RED-29 is done without an offset where it is not known to be there, in order")
  void failed() {
    long first = own.expect(noted("first"));
    long second = own.expect(noted("second"));
    long third = own.expect(noted("third"));
    own.failed(second);
    own.read(first, "1-0"); // it was there after all
    own.read(third, "1-1");
    assertThat(done).containsExactly("first", "second", "third at 1-1");
  }

  @Test
  @DisplayName("RED-29 is done at once where the stream is not read, and not again later")
  void lost() {
    long first = own.expect(noted("first"));
    own.expect(noted("second"));
    own.lost();
    own.read(first, "1-0");
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  @DisplayName("RED-29 is done where it was trimmed away before it could be read")
  void trimmed() {
    long first = own.expect(noted("first"));
    long second = own.expect(noted("second"));
    long third = own.expect(noted("third"));
    own.appended(first, "1-0", "0-0");
    own.appended(second, "1-1", "0-0");
    own.passed("1-0");
    assertThat(done).isEmpty();
    own.passed("2-0");
    own.appended(third, "1-2", "2-0"); // that is known late
    own.appended(third, "1-2", "2-0");
    assertThat(done).containsExactly("first at 1-0", "second at 1-1", "third at 1-2");
  }

  @Test
  @DisplayName("RED-29 waits for a reader that is far behind, but not for ever")
  void bounded() {
    for (int i = 0; i < 10_002; i++) {
      own.expect(noted("entry " + i));
    }
    assertThat(own.waiting()).isEqualTo(10_000);
    assertThat(done).containsExactly("entry 0", "entry 1");
  }
}
