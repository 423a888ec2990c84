package io.roomcast.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * How bad the network of an {@link InMemoryTransport} is: for tests that want to know what becomes
 * of an application when messages are late, come in pieces, or never come. Immutable: each method
 * returns faults that have one more.
 *
 * <pre>{@code
 * Faults slow = Faults.seeded(42).delaying(Duration.ofMillis(2)).splitting(100);
 * Server io = Server.builder().transport(InMemoryTransport.create(slow)).build();
 * }</pre>
 *
 * <p>A <em>step</em> is what crosses the network in one direction: a connection that a client opens
 * or ends, a request, an answer, a WebSocket message or close frame; where they are {@linkplain
 * #splitting split}, each piece of one. Steps are numbered from 1 over all connections, in the
 * order in which they set out, and {@link InMemoryTransport#steps()} tells how many there were. So
 * a test can run once without faults, and then break off at each step of that:
 *
 * <pre>{@code
 * long buy(Faults faults) {
 *   InMemoryTransport transport = InMemoryTransport.create(faults);
 *   // starts a server, lets clients come and buy, and checks what must hold whatever happens
 *   return transport.steps();
 * }
 *
 * void isSoundWhereverTheNetworkBreaks() {
 *   long steps = buy(Faults.none());
 *   for (long step = 1; step <= steps; step++) {
 *     buy(Faults.none().cuttingBefore(step));
 *     buy(Faults.none().cuttingAfter(step));
 *   }
 * }
 * }</pre>
 *
 * <p>What happens on a connection is in order in each direction, as on TCP, and a transport with
 * faults keeps every promise of {@link io.roomcast.spi.transport.Transport}; what is late is late
 * for those on other connections, for the other direction, and for the server, which hears later
 * that an answer was taken. What is decided by chance depends on the seed, on the connection's
 * number and on how much has crossed it in that direction, and on nothing else. Threads of the
 * server and of the test take their own time, though: two runs of the same seed are alike, and the
 * same where a test waits for each thing before it does the next.
 *
 * <p>{@link InMemoryTransport#toString()} tells the faults, the seed among them, and what has
 * broken at which step; so do the messages with which a {@link TestClient} fails a test.
 */
public final class Faults {
  private static final Faults NONE = new Faults(0, Duration.ZERO, Integer.MAX_VALUE, 0, List.of());

  private final long seed;
  private final Duration maxDelay;
  private final int maxPiece;
  private final int breakOneIn; // 0 for never
  private final List<Planned> planned;

  /** What is to happen at one step, or one write. */
  private record Planned(Kind kind, long number, Duration delay) {
    @Override
    public String toString() {
      return kind.text + ' ' + number + (delay.isZero() ? "" : " by " + delay);
    }
  }

  private enum Kind {
    CUT_BEFORE("cutting before step"),
    CUT_AFTER("cutting after step"),
    FAILED_WRITE("failing write"),
    HOLD_UP("holding up step");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private Faults(
      long seed, Duration maxDelay, int maxPiece, int breakOneIn, List<Planned> planned) {
    this.seed = seed;
    this.maxDelay = maxDelay;
    this.maxPiece = maxPiece;
    this.breakOneIn = breakOneIn;
    this.planned = planned;
  }

  /**
   * A network without faults, to which some may be added; its seed is 0.
   *
   * @return what {@link InMemoryTransport#create()} has
   */
  public static Faults none() {
    return NONE;
  }

  /**
   * As {@link #none()}, with a seed for what is decided by chance.
   *
   * @param seed any number; another one makes other decisions
   * @return no faults yet
   */
  public static Faults seeded(long seed) {
    return new Faults(seed, Duration.ZERO, Integer.MAX_VALUE, 0, List.of());
  }

  /**
   * Lets each step take a time of its own, so that what happens on several connections comes in
   * another order: half of them none, the others up to a limit.
   *
   * @param upTo the longest delay of a step. One or two milliseconds are enough to mix up
   *     everything; a message waits as often as it has pieces
   * @return with this in place of another such limit
   * @throws IllegalArgumentException if it is negative
   */
  public Faults delaying(Duration upTo) {
    requireNotNegative(upTo);
    return new Faults(seed, upTo, maxPiece, breakOneIn, planned);
  }

  /**
   * Holds up one step, and what comes behind it on its connection in the same direction, while all
   * else goes on.
   *
   * @param step its number
   * @param by how long
   * @return with this as well
   * @throws IllegalArgumentException if the number is not positive, or the duration negative
   */
  public Faults holdingUp(long step, Duration by) {
    requireNotNegative(by);
    return with(new Planned(Kind.HOLD_UP, step, by));
  }

  /**
   * Lets everything that is longer cross in pieces, each of which is a step: the server gets bodies
   * of requests piece by piece, all else when the last piece is there.
   *
   * @param maxBytes the length of a piece; the last may be shorter
   * @return with this in place of another such limit
   * @throws IllegalArgumentException if it is not positive
   */
  public Faults splitting(int maxBytes) {
    requirePositive(maxBytes, "bytes of a piece");
    return new Faults(seed, maxDelay, maxBytes, breakOneIn, planned);
  }

  /**
   * Breaks a connection off before a step arrives. Whoever sent it was told that it was sent; the
   * server hears that the connection broke, the client that it ended.
   *
   * @param step its number
   * @return with this as well
   * @throws IllegalArgumentException if the number is not positive
   */
  public Faults cuttingBefore(long step) {
    return with(new Planned(Kind.CUT_BEFORE, step, Duration.ZERO));
  }

  /**
   * Breaks a connection off as soon as a step has arrived.
   *
   * @param step its number
   * @return with this as well
   * @throws IllegalArgumentException if the number is not positive
   */
  public Faults cuttingAfter(long step) {
    return with(new Planned(Kind.CUT_AFTER, step, Duration.ZERO));
  }

  /**
   * Fails one write of the server, which is told so, and breaks the connection.
   *
   * @param write counted from 1 over all connections: answers, and WebSocket messages and close
   *     frames; {@link InMemoryTransport#writes()} tells how many there were
   * @return with this as well
   * @throws IllegalArgumentException if the number is not positive
   */
  public Faults failingWrite(long write) {
    return with(new Planned(Kind.FAILED_WRITE, write, Duration.ZERO));
  }

  /**
   * Breaks connections by chance, in one of the three ways above.
   *
   * @param steps one step in so many breaks its connection, on average
   * @return with this in place of another such number
   * @throws IllegalArgumentException if it is not positive
   */
  public Faults breakingOneIn(int steps) {
    requirePositive(steps, "one step in so many");
    return new Faults(seed, maxDelay, maxPiece, steps, planned);
  }

  /**
   * What they are.
   *
   * @return one line, with the seed
   */
  @Override
  public String toString() {
    if (isNone()) {
      return "no faults";
    }
    StringJoiner all = new StringJoiner(", ", "faults of seed " + seed + ": ", "");
    if (!maxDelay.isZero()) {
      all.add("delaying up to " + maxDelay);
    }
    if (maxPiece < Integer.MAX_VALUE) {
      all.add("splitting into " + maxPiece + " bytes");
    }
    if (breakOneIn > 0) {
      all.add("breaking at one step in " + breakOneIn);
    }
    planned.forEach(each -> all.add(each.toString()));
    return all.toString();
  }

  boolean isNone() {
    return maxDelay.isZero()
        && maxPiece == Integer.MAX_VALUE
        && breakOneIn == 0
        && planned.isEmpty();
  }

  /** Decides all that is left to chance on one of several streams, whose order is the caller's. */
  SplittableRandom random(long stream) {
    return new SplittableRandom(new SplittableRandom(seed).nextLong() + stream);
  }

  /** How long something takes that is no step. */
  Duration delay(SplittableRandom random) {
    return maxDelay.isZero() || random.nextBoolean()
        ? Duration.ZERO
        : Duration.ofNanos(1 + random.nextLong(maxDelay.toNanos()));
  }

  /** How long a step takes. */
  Duration delay(long step, SplittableRandom random) {
    Duration delay = delay(random);
    for (Planned each : planned) {
      if (each.kind == Kind.HOLD_UP && each.number == step) {
        delay = delay.plus(each.delay);
      }
    }
    return delay;
  }

  /** What becomes of a step; {@code write} is 0 where it is none, or not the last of it. */
  InMemoryWire.Passage passage(long step, long write, SplittableRandom random) {
    for (Planned each : planned) {
      if (each.number == (each.kind == Kind.FAILED_WRITE ? write : step)) {
        switch (each.kind) {
          case CUT_BEFORE -> {
            return InMemoryWire.Passage.LOST;
          }
          case CUT_AFTER -> {
            return InMemoryWire.Passage.LAST;
          }
          case FAILED_WRITE -> {
            return InMemoryWire.Passage.FAILED;
          }
          case HOLD_UP -> {} // it has been
        }
      }
    }
    return breakOneIn > 0 && random.nextInt(breakOneIn) == 0
        ? InMemoryWire.Passage.BREAKS.get(random.nextInt(InMemoryWire.Passage.BREAKS.size()))
        : InMemoryWire.Passage.THROUGH;
  }

  /** The length of the next piece of so many bytes. */
  int piece(int bytes) {
    return Math.min(bytes, maxPiece);
  }

  private Faults with(Planned one) {
    requirePositive(one.number, one.kind.text);
    List<Planned> all = new ArrayList<>(planned);
    all.add(one);
    return new Faults(seed, maxDelay, maxPiece, breakOneIn, List.copyOf(all));
  }

  private static void requirePositive(long number, String what) {
    if (number <= 0) {
      throw new IllegalArgumentException(what + " must be positive, not " + number);
    }
  }

  private static void requireNotNegative(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a delay must not be negative, as is " + delay);
    }
  }
}
