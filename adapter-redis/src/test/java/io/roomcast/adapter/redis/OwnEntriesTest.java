package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a server has appended itself")
class OwnEntriesTest {
  private final Queue<Runnable> elsewhere = new ConcurrentLinkedQueue<>();
  private final OwnEntries own = new OwnEntries(elsewhere::add);
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

  private void goOnElsewhere() {
    for (Runnable turns = elsewhere.poll(); turns != null; turns = elsewhere.poll()) {
      turns.run();
    }
  }

  /** A turn of somebody else that is being taken, on a thread of its own, until it is ended. */
  private final class SlowTurn {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread reader = new Thread(() -> own.readOther(this::run));

    SlowTurn() throws InterruptedException {
      reader.start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private void run() {
      begun.countDown();
      try {
        assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      done.add("slow");
    }

    void end() {
      end.countDown();
      join(reader);
      goOnElsewhere();
    }
  }

  @Test
  @DisplayName("RED-29 refuses more than is bounded while another thread takes turns, none is lost")
  void boundedWhileAnotherDelivers() throws InterruptedException {
    SlowTurn slow = new SlowTurn();
    for (int i = 0; i < 2 * OwnEntries.MAX_ENTRIES; i++) {
      own.expect(noted("entry " + i), 1);
    }
    assertThatThrownBy(() -> own.expect(noted("too much"), 1))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("10000 operations");
    assertThat(own.waiting()).isEqualTo(OwnEntries.MAX_ENTRIES);
    assertThat(done).isEmpty();
    slow.end();
    own.lost();
    goOnElsewhere();
    assertThat(done.remove(0)).isEqualTo("slow");
    assertThat(done)
        .isEqualTo(
            IntStream.range(0, 2 * OwnEntries.MAX_ENTRIES).mapToObj(i -> "entry " + i).toList());
    own.read(own.expect(noted("there is room again"), 1), "1-0");
    assertThat(done).last().isEqualTo("there is room again at 1-0");
  }

  @Test
  @DisplayName("RED-29 refuses more bytes than are bounded while another thread takes turns")
  void boundedBytesWhileAnotherDelivers() throws InterruptedException {
    SlowTurn slow = new SlowTurn();
    for (int i = 0; i < 4; i++) {
      own.expect(noted("entry " + i), 8 << 20);
    }
    assertThatThrownBy(() -> own.expect(noted("too much"), 1))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("16777216 bytes");
    slow.end();
    assertThat(done).containsExactly("slow", "entry 0", "entry 1");
    own.expect(noted("there is room again"), 1);
  }

  @Test
  @DisplayName("RED-29 a thread that emits comes to its end, however much others emit meanwhile")
  void givesTheRestAway() {
    emitEndlessly(1);
    assertThat(done).hasSize(OwnEntries.TURNS_AT_ONCE);
    assertThat(elsewhere).hasSize(1);
    elsewhere.remove().run();
    assertThat(done).hasSize(2 * OwnEntries.TURNS_AT_ONCE);
    CompletionStage<Void> settled = own.settled();
    assertThat(settled).isNotDone();
    goOnElsewhere();
    assertThat(done).isEqualTo(IntStream.rangeClosed(1, 100).mapToObj(i -> "turn " + i).toList());
    assertThat(settled).isCompleted();
    assertThat(own.settled()).isCompleted();
  }

  /** Each turn finds that another thread has emitted while it was taken. */
  private void emitEndlessly(int number) {
    Consumer<Optional<String>> turn =
        offset -> {
          done.add("turn " + number);
          if (number < 100) {
            Thread other = new Thread(() -> emitEndlessly(number + 1));
            other.start();
            join(other);
          }
        };
    own.failed(own.expect(turn, 1));
  }

  @Test
  @DisplayName("RED-29 where nobody else can go on the thread that is there does")
  void nobodyElse() {
    OwnEntries last =
        new OwnEntries(
            task -> {
              throw new RejectedExecutionException("on purpose");
            });
    for (int i = 0; i < 100; i++) {
      last.expect(noted("entry " + i), 1);
    }
    last.lost();
    assertThat(done).hasSize(100);
    assertThat(last.settled()).isCompleted();
  }

  @Test
  @DisplayName("RED-29 what each of several threads emits is done in its order, one at a time")
  void ordered() throws InterruptedException {
    ExecutorService others = Executors.newFixedThreadPool(2);
    try {
      OwnEntries shared = new OwnEntries(others);
      AtomicInteger atOnce = new AtomicInteger();
      List<Thread> emitters = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String name = i + ":";
        emitters.add(
            new Thread(
                () -> {
                  for (int n = 0; n < 1000; n++) {
                    String what = name + n;
                    long number =
                        shared.expect(
                            offset -> {
                              assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                              done.add(what);
                              atOnce.decrementAndGet();
                            },
                            1);
                    shared.failed(number);
                  }
                }));
      }
      emitters.forEach(Thread::start);
      emitters.forEach(OwnEntriesTest::join);
      assertThat(shared.settled()).succeedsWithin(Duration.ofSeconds(20));
      for (int i = 0; i < 4; i++) {
        String name = i + ":";
        assertThat(done.stream().filter(what -> what.startsWith(name)))
            .containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj(n -> name + n).toList());
      }
    } finally {
      others.shutdown();
      assertThat(others.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
