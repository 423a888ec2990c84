package io.roomcast.internal.concurrent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what waits in the queues of one client, and pauses and resumes the source that fills them:
 * paused from a bound on (in tasks or in bytes), resumed when both are down to half of theirs.
 *
 * <p>While an answer of the client is awaited it is not paused, since the answer comes by the same
 * way as what fills the queues, and the listener that waits for it may be what they wait for. What
 * then piles up is held to {@value #HARD} times the bounds: beyond that the client has overflowed.
 *
 * <p>Thread-safe. {@link Source#readable} is called without a lock held, one call at a time,
 * strictly alternating, {@code false} first. Where the counts cross both marks while a call is
 * under way, the two changes cancel out and neither is told.
 */
public final class Backlog {

  /** What fills the queues. */
  @FunctionalInterface
  public interface Source {

    /** Pauses with {@code false}, resumes with {@code true}. Returns at once. */
    void readable(boolean on);

    /**
     * A bound has been reached, by tasks or else by bytes, if only for a moment; or, while an
     * answer is awaited, that many times of it. Called by whoever adds, so perhaps by several at a
     * time; short, and throws nothing.
     */
    default void full(boolean byTasks) {}

    /** The same source; how often a bound is reached is counted by the option that sets it. */
    default Source counted(LimitHits hits, String maxTasks, String maxBytes) {
      return new Counted(this, hits, maxTasks, maxBytes);
    }
  }

  private record Counted(Source source, LimitHits hits, String maxTasks, String maxBytes)
      implements Source {
    @Override
    public void readable(boolean on) {
      source.readable(on);
    }

    @Override
    public void full(boolean byTasks) {
      hits.hit(byTasks ? maxTasks : maxBytes);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(Backlog.class);
  private static final int HARD = 4;

  private final int maxTasks;
  private final long maxBytes;
  private final Source source;
  private final Runnable onOverflow;
  private int tasks; // guarded by this, as all that follows
  private long bytes;
  private int awaited; // answers that the client owes
  private boolean full; // what the counts ask for
  private boolean overflowed;
  private boolean toldPaused; // what the source was told last
  private boolean telling; // some thread is at it, and looks again before it leaves

  /** Of a source that owes no answers, and so cannot overflow. */
  public Backlog(int maxTasks, long maxBytes, Source source) {
    this(maxTasks, maxBytes, source, () -> {});
  }

  /**
   * {@code maxTasks} and {@code maxBytes} are at least 1; {@code onOverflow} is called at most
   * once, without a lock held.
   */
  public Backlog(int maxTasks, long maxBytes, Source source, Runnable onOverflow) {
    this.maxTasks = maxTasks;
    this.maxBytes = maxBytes;
    this.source = source;
    this.onOverflow = onOverflow;
  }

  void add(int size) {
    boolean over;
    boolean overByTasks;
    boolean byTasks;
    boolean reached;
    synchronized (this) {
      tasks++;
      bytes += size;
      byTasks = tasks >= maxTasks;
      reached = !full && (byTasks || bytes >= maxBytes);
      full = full || reached;
      over = awaited > 0 && !overflowed && beyondHardBound();
      overflowed = overflowed || over;
      overByTasks = tasks > HARD * (long) maxTasks;
    }
    if (reached) {
      source.full(byTasks);
    }
    tell();
    if (over) {
      source.full(overByTasks);
      onOverflow.run();
    }
  }

  private boolean beyondHardBound() {
    return tasks > HARD * (long) maxTasks || bytes > HARD * maxBytes;
  }

  void remove(int size) {
    synchronized (this) {
      tasks--;
      bytes -= size;
      full = full && (tasks > maxTasks / 2 || bytes > maxBytes / 2);
    }
    tell();
  }

  /** An answer is awaited from now until {@link #answerSettled}, which is called once for each. */
  public void answerAwaited() {
    synchronized (this) {
      awaited++;
    }
    tell();
  }

  /** It came, or is awaited no longer. */
  public void answerSettled() {
    synchronized (this) {
      awaited--;
    }
    tell();
  }

  /** Whether the source is to be quiet now. */
  public boolean paused() {
    synchronized (this) {
      return wanted();
    }
  }

  private boolean wanted() {
    return full && awaited == 0;
  }

  private void tell() {
    boolean mine = false;
    while (true) {
      boolean pause;
      synchronized (this) {
        if (telling && !mine) {
          return;
        }
        mine = wanted() != toldPaused;
        telling = mine;
        if (!mine) {
          return;
        }
        pause = wanted();
        toldPaused = pause;
      }
      try {
        source.readable(!pause);
      } catch (RuntimeException e) {
        log.error("pausing or resuming a client failed", e);
      }
    }
  }

  int tasks() {
    synchronized (this) {
      return tasks;
    }
  }

  long bytes() {
    synchronized (this) {
      return bytes;
    }
  }
}
