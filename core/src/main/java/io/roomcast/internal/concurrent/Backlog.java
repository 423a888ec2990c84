package io.roomcast.internal.concurrent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what waits in the queues of one client, and pauses and resumes the source that fills them:
 * paused from a bound on (in tasks or in bytes), resumed when both are down to half of theirs.
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
  }

  private static final Logger log = LoggerFactory.getLogger(Backlog.class);

  private final int maxTasks;
  private final long maxBytes;
  private final Source source;
  private final Object lock = new Object();
  private int tasks;
  private long bytes;
  private boolean paused; // what the counts ask for
  private boolean toldPaused; // what the source was told last
  private boolean telling; // some thread is at it, and looks again before it leaves

  /** {@code maxTasks} and {@code maxBytes} are at least 1. */
  public Backlog(int maxTasks, long maxBytes, Source source) {
    this.maxTasks = maxTasks;
    this.maxBytes = maxBytes;
    this.source = source;
  }

  void add(int size) {
    synchronized (lock) {
      tasks++;
      bytes += size;
      paused = paused || tasks >= maxTasks || bytes >= maxBytes;
    }
    tell();
  }

  void remove(int size) {
    synchronized (lock) {
      tasks--;
      bytes -= size;
      paused = paused && (tasks > maxTasks / 2 || bytes > maxBytes / 2);
    }
    tell();
  }

  private void tell() {
    boolean mine = false;
    while (true) {
      boolean pause;
      synchronized (lock) {
        if (telling && !mine) {
          return;
        }
        mine = paused != toldPaused;
        telling = mine;
        if (!mine) {
          return;
        }
        pause = paused;
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
    synchronized (lock) {
      return tasks;
    }
  }

  long bytes() {
    synchronized (lock) {
      return bytes;
    }
  }
}
