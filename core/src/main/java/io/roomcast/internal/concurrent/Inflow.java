package io.roomcast.internal.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The way of one source into a {@link Strand}. What comes while another thread is in there has to
 * wait for that thread, which will do it, though it came for something else. So that neither what
 * waits nor the time of that thread is in the hands of the source, it is paused from {@value
 * #BOUND} bytes on, until nothing of it waits any more. What finds the strand idle is not counted.
 *
 * <p>Weighed is all that has waited since last nothing did, not what is left of it: else a source
 * that brings just as much as the thread gets done would keep it for ever. Now it is free after the
 * bound, and one message, at the latest, since a source that was paused takes a while to resume.
 */
public final class Inflow {
  /** What can be paused. */
  @FunctionalInterface
  public interface Source {
    /**
     * Pauses with {@code false}, resumes with {@code true}; both may come again and again. Any
     * thread calls. Returns at once, and hands nothing over before that.
     */
    void readable(boolean on);
  }

  /** From so many bytes on, all that has waited taken together, the source is paused. */
  static final int BOUND = 64 * 1024;

  /** What each message weighs besides its bytes, so that tiny ones cannot multiply memory. */
  static final int MESSAGE_BYTES = 128;

  // how many messages wait, in the upper half, and what has waited weighs, at most BOUND
  private static final long ONE = 1L << Integer.SIZE;
  private static final VarHandle WAITING;

  static {
    try {
      WAITING = MethodHandles.lookup().findVarHandle(Inflow.class, "waiting", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Strand strand;
  private final Source source;
  private volatile long waiting;
  private boolean wanted = true; // confined to the strand

  /** One of which nothing waits. */
  public Inflow(Strand strand, Source source) {
    this.strand = strand;
    this.source = source;
  }

  /**
   * Brings a message into the strand, which handles it now or when those before it are through. To
   * be called by the source, one call at a time.
   *
   * @param handling what is done with it
   * @param bytes what it holds, roughly
   */
  public void execute(Runnable handling, int bytes) {
    if (strand.tryExecute(handling)) {
      return; // an idle strand: nothing of this source waits
    }
    if (isPaused(add(bytes))) {
      // Before the strand has it. So the resuming that follows from its being handled comes later,
      // and the source cannot stay paused; and one that did not hear, or was resumed on behalf of
      // an earlier message, is paused by each further one, so that they cannot pile up.
      source.readable(false);
    }
    strand.execute(
        () -> {
          try {
            handling.run();
          } finally {
            handled();
          }
        });
  }

  private long add(int bytes) {
    long before;
    long after;
    do {
      before = waiting;
      long weight = Math.min(BOUND, weight(before) + MESSAGE_BYTES + bytes);
      after = before - weight(before) + ONE + weight;
    } while (!WAITING.compareAndSet(this, before, after));
    return after;
  }

  private void handled() {
    long before;
    long after;
    do {
      before = waiting;
      after = before < 2 * ONE ? 0 : before - ONE;
    } while (!WAITING.compareAndSet(this, before, after));
    if (after == 0 && isPaused(before)) {
      source.readable(wanted);
    }
  }

  private static boolean isPaused(long waiting) {
    return weight(waiting) == BOUND;
  }

  private static long weight(long waiting) {
    return waiting & (ONE - 1);
  }

  /**
   * Whether those inside the strand want more of the source. To be called there.
   *
   * @param on false pauses it, until there is another call
   */
  public void readable(boolean on) {
    wanted = on;
    if (!on || !isPaused(waiting)) {
      source.readable(on);
    }
  }
}
