package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
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
    long first = own.expect(noted("first"), 1);
    long second = own.expect(noted("second"), 1);
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
    long first = own.expect(noted("first"), 1);
    long second = own.expect(noted("second"), 1);
    long third = own.expect(noted("third"), 1);
    own.failed(second);
    own.read(first, "1-0"); // it was there after all
    own.read(third, "1-1");
    assertThat(done).containsExactly("first", "second", "third at 1-1");
  }

  @Test
  @DisplayName("RED-29 is done at once where the stream is not read, and not again later")
  void lost() {
    long first = own.expect(noted("first"), 1);
    own.expect(noted("second"), 1);
    own.lost();
    own.read(first, "1-0");
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  @DisplayName("RED-29 is done where it was trimmed away before it could be read")
  void trimmed() {
    long first = own.expect(noted("first"), 1);
    long second = own.expect(noted("second"), 1);
    long third = own.expect(noted("third"), 1);
    own.appended(first, "1-0");
    own.appended(second, "1-1");
    own.passed("1-0");
    assertThat(done).isEmpty();
    own.passed("2-0");
    own.appended(third, "1-2"); // that is known late
    own.appended(third, "1-2");
    assertThat(done).containsExactly("first at 1-0", "second at 1-1", "third at 1-2");
  }

  @Test
  @DisplayName("RED-29 waits for a reader that is far behind, but not for ever")
  void bounded() {
    for (int i = 0; i < 10_002; i++) {
      own.expect(noted("entry " + i), 1);
    }
    assertThat(own.waiting()).isEqualTo(10_000);
    assertThat(done).containsExactly("entry 0", "entry 1");
  }

  @Test
  @DisplayName("RED-29 waits as long as all that waits has no more bytes than one reader is due")
  void boundedBytes() {
    own.expect(noted("first"), 8 << 20);
    own.expect(noted("second"), 8 << 20);
    assertThat(done).isEmpty();
    long third = own.expect(noted("third"), 100 << 20);
    assertThat(done).containsExactly("first", "second");
    own.read(third, "1-0");
    own.expect(noted("fourth"), 16 << 20);
    assertThat(done).containsExactly("first", "second", "third at 1-0");
  }

  @Test
  @DisplayName("RED-29 a stream that has begun anew is waited for, whatever was read before")
  void beganAnew() {
    own.passed("9-0");
    own.passed("0-0");
    long number = own.expect(noted("e"), 1);
    own.appended(number, "1-0");
    assertThat(done).isEmpty();
    own.read(number, "1-0");
    assertThat(done).containsExactly("e at 1-0");
  }

  @Test
  @DisplayName("RED-29 what is thrown keeps none of the others from being done")
  void thrown() {
    own.expect(noted("first"), 1);
    own.expect(
        offset -> {
          throw new AssertionError("on purpose");
        },
        1);
    own.expect(noted("third"), 1);
    own.lost();
    assertThat(done).containsExactly("first", "third");
    own.read(own.expect(noted("fourth"), 1), "1-0");
    assertThat(done).containsExactly("first", "third", "fourth at 1-0");
  }

  @Test
  @DisplayName("RED-29 one thread at a time does what is due, in order, and tells when it has")
  void oneAtATime() {
    AtomicReference<CompletionStage<Void>> settled = new AtomicReference<>();
    own.expect(
        offset -> {
          Thread other =
              new Thread(
                  () -> {
                    own.readOther(() -> done.add("of another"));
                    own.lost();
                    settled.set(own.settled());
                  });
          other.start();
          join(other);
          assertThat(settled.get()).isNotDone();
          done.add("first");
        },
        1);
    long second = own.expect(noted("second"), 1);
    own.expect(noted("third"), 1);
    own.failed(second - 1);
    assertThat(done).containsExactly("first", "of another", "second", "third");
    assertThat(settled.get()).isCompleted();
    assertThat(own.settled()).isCompleted();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
