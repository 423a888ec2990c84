package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.testing.StoppedStep;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The way of a source into a strand")
class InflowTest {
  private static final int BYTES = 1000;

  /** So many messages reach the bound. */
  private static final int MANY = 1 + Inflow.BOUND / (BYTES + Inflow.MESSAGE_BYTES);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final List<Boolean> told = new CopyOnWriteArrayList<>();
  private final List<Integer> handled = new CopyOnWriteArrayList<>();
  private final StoppedStep step = new StoppedStep();
  private final StoppedStep later = new StoppedStep();
  private final Strand strand = new Strand(failures::add);
  private volatile Inflow.Source source = told::add;
  private final Inflow inflow = new Inflow(strand, on -> source.readable(on));
  private int sent;

  @AfterEach
  void letGo() {
    step.close();
    later.close();
  }

  private void send() {
    int message = sent++;
    inflow.execute(() -> handled.add(message), BYTES);
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      send();
    }
  }

  private void capture() {
    step.begin(() -> strand.execute(step::stopHere));
  }

  private void assertAllHandled() {
    assertThat(handled).isEqualTo(IntStream.range(0, sent).boxed().toList());
    assertThat(failures).isEmpty();
  }

  @Test
  @DisplayName("counts nothing where the strand is idle")
  void idle() {
    send(10 * MANY);

    assertAllHandled();
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("pauses at the bound, and resumes when all that waited was handled, once, in order")
  void bound() throws Exception {
    capture();
    send(MANY - 1);
    assertThat(told).isEmpty();
    send();
    assertThat(told).containsExactly(false);
    assertThat(handled).isEmpty();
    step.finish();

    assertAllHandled();
    assertThat(told).containsExactly(false, true);
    send(10 * MANY);
    assertThat(told).hasSize(2);
  }

  @Test
  @DisplayName("counts tiny messages by a weight of their own")
  void tiny() throws Exception {
    capture();
    while (told.isEmpty()) {
      inflow.execute(() -> {}, 0);
      sent++;
    }
    step.finish();

    assertThat(sent).isEqualTo(Inflow.BOUND / Inflow.MESSAGE_BYTES);
    assertThat(told).containsExactly(false, true);
  }

  @Test
  @DisplayName("takes a message that is larger than the bound, however large")
  void large() throws Exception {
    capture();
    inflow.execute(() -> handled.add(sent++), Integer.MAX_VALUE);
    inflow.execute(() -> handled.add(sent++), Integer.MAX_VALUE);
    assertThat(told).containsExactly(false, false);
    step.finish();

    assertAllHandled();
    assertThat(told).containsExactly(false, false, true);
  }

  @Test
  @DisplayName("pauses before the strand has the message: what resumes comes after it")
  void pauseComesFirst() throws Exception {
    source =
        on -> {
          if (!on) {
            finish(step); // whoever is in the strand does all that it has, and leaves
          }
          told.add(on);
        };
    capture();
    send(MANY);

    assertAllHandled();
    assertThat(told).containsExactly(false, true);
  }

  private static void finish(StoppedStep step) {
    try {
      step.finish();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("pauses again at each message that comes all the same, as where it resumed too late")
  void lateResumption() throws Exception {
    capture();
    send(MANY);
    StoppedStep resuming = new StoppedStep();
    source =
        on -> {
          if (on) {
            resuming.stopHere();
          }
          told.add(on);
        };
    resuming.begin(() -> finish(step));
    assertThat(told).containsExactly(false);
    inflow.execute(
        () -> {
          handled.add(MANY);
          later.stopHere();
        },
        BYTES);
    sent++;
    send(MANY - 2);
    assertThat(told).containsExactly(false);
    send();
    assertThat(told).containsExactly(false, false);

    later.begin(() -> finish(resuming)); // what had been decided on before is done now
    assertThat(told).containsExactly(false, false, true);
    send();
    assertThat(told).containsExactly(false, false, true, false);
    later.finish();

    assertAllHandled();
    assertThat(told).containsExactly(false, false, true, false, true);
  }

  @Test
  @DisplayName("lets go of a thread that is just as fast as the source")
  void evenPace() {
    Runnable[] next = new Runnable[1];
    next[0] =
        () -> {
          handled.add(sent++);
          if (told.isEmpty() && sent < 10 * MANY) {
            inflow.execute(next[0], BYTES); // while this one is not through yet
          }
        };
    strand.execute(() -> inflow.execute(next[0], BYTES));

    assertThat(sent).isEqualTo(MANY);
    assertThat(told).containsExactly(false, true);
    send(10 * MANY);
    assertAllHandled();
    assertThat(told).hasSize(2);
  }

  @Test
  @DisplayName("does not resume who is not wanted, until it is")
  void notWanted() throws Exception {
    capture();
    strand.execute(() -> inflow.readable(false));
    send(MANY);
    assertThat(told).containsExactly(false);
    step.finish();

    assertAllHandled();
    assertThat(told).containsExactly(false, false, false);
    strand.execute(() -> inflow.readable(true));
    assertThat(told).containsExactly(false, false, false, true);
  }

  @Test
  @DisplayName("does not resume who is wanted again, until nothing of it waits")
  void wantedAgain() throws Exception {
    capture();
    strand.execute(() -> inflow.readable(false));
    strand.execute(() -> inflow.readable(true));
    strand.execute(() -> told.add(null));
    send(MANY);
    step.finish();

    assertAllHandled();
    assertThat(told).containsExactly(false, false, null, true);
  }

  @Test
  @DisplayName("goes on where the handling of a message fails")
  void failure() throws Exception {
    capture();
    for (int i = 0; i < MANY; i++) {
      inflow.execute(
          () -> {
            throw new IllegalStateException("for this test");
          },
          BYTES);
    }
    step.finish();

    assertThat(failures).hasSize(MANY);
    assertThat(told).containsExactly(false, true);
  }
}
