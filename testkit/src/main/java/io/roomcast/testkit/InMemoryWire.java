package io.roomcast.testkit;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection. What crosses it does so in order, in steps: whoever has
 * something at the head of a queue asks for its {@link #next} passage until it is through. Confined
 * to the loop.
 */
final class InMemoryWire {
  /** What becomes of what is at the head. */
  enum Passage {
    /** It is on its way; ask again when told to go on. */
    LATER,
    /** It arrives. */
    THROUGH,
    /** It arrives, and then the connection breaks. */
    LAST,
    /** It never arrives, though it seems to have been sent, since the connection breaks. */
    LOST,
    /** It cannot be sent: the connection breaks. */
    FAILED;

    /** Those that break a connection. */
    static final List<Passage> BREAKS = List.of(LAST, LOST, FAILED);
  }

  private final InMemoryNetwork network;
  private final boolean fromServer;
  private final SplittableRandom random;
  private final Runnable goOn;
  private int left; // bytes of what is crossing
  private long step;
  private boolean crossing;
  private @Nullable Future<?> delay;

  /** {@code goOn} is told where the passage was {@link Passage#LATER}. */
  InMemoryWire(InMemoryNetwork network, long stream, boolean fromServer, Runnable goOn) {
    this.network = network;
    this.fromServer = fromServer;
    this.random = network.faults().random(stream);
    this.goOn = goOn;
  }

  /** The passage of what is at the head, which has so many bytes. */
  Passage next(int bytes) {
    if (!crossing) {
      crossing = true;
      left = bytes;
      setOut();
    }
    while (delay == null) {
      left -= network.faults().piece(left);
      boolean whole = left == 0;
      Passage passage = network.arrives(step, fromServer && whole, random);
      if (whole || passage != Passage.THROUGH) {
        crossing = false;
        return arrivesInVain(passage, whole) ? Passage.LOST : passage;
      }
      setOut();
    }
    return Passage.LATER;
  }

  /** A message without its end is none, and what a client cannot send the server never sees. */
  private boolean arrivesInVain(Passage passage, boolean whole) {
    return passage == Passage.LAST ? !whole : passage == Passage.FAILED && !fromServer;
  }

  /** The number of the last one that set out. */
  long step() {
    return step;
  }

  private void setOut() {
    step = network.nextStep();
    Duration by = network.faults().delay(step, random);
    if (!by.isZero()) {
      delay =
          network.after(
              by,
              () -> {
                delay = null;
                goOn.run();
              });
    }
  }

  /** What is crossing need not be waited for. */
  void end() {
    if (delay != null) {
      delay.cancel(false);
    }
  }
}
