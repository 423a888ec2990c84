package io.roomcast.internal.concurrent;

import io.roomcast.spi.transport.Burst;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one socket in order, one at a time, on an executor that many queues share. Each
 * task sees what the tasks before it wrote. After {@value #TASKS_PER_TURN} tasks the queue goes to
 * the back of the executor's line, so that a busy socket delays the others by one turn at most.
 *
 * <p>Thread-safe; {@link #execute} never blocks. What a task throws goes to a handler and stops
 * nothing. An idle queue holds no array and no node.
 *
 * <p>Where the executor refuses (which {@link HandlerExecutor} does not), the tasks stay in line
 * and the next one that comes tries again: running them here would put user code on an I/O thread,
 * and dropping them would break the order.
 */
public final class SerialQueue implements Executor {
  private static final Logger log = LoggerFactory.getLogger(SerialQueue.class);
  private static final int TASKS_PER_TURN = 32;
  private static final int UNCOUNTED = -1;

  private final Executor executor;
  private final Backlog backlog;
  private final Consumer<Throwable> onFailure;
  private final @Nullable HandlerBursts bursts;
  private final Runnable submission = this::submit;
  private @Nullable Node head; // guarded by this, as all that follows
  private @Nullable Node tail;
  private boolean scheduled; // a turn is under way, or waits for a thread
  private boolean held; // the tasks wait for a release

  /**
   * {@code backlog} counts the tasks that have a size, and may be shared by the queues of a client;
   * {@code onFailure} is given what a task throws, on the task's thread.
   */
  public SerialQueue(Executor executor, Backlog backlog, Consumer<Throwable> onFailure) {
    this(executor, backlog, onFailure, null);
  }

  /** As above, of tasks that send: what those in a row send leaves together. */
  public SerialQueue(
      Executor executor,
      Backlog backlog,
      Consumer<Throwable> onFailure,
      @Nullable HandlerBursts bursts) {
    this.executor = executor;
    this.backlog = backlog;
    this.onFailure = onFailure;
    this.bursts = bursts;
  }

  /** Adds a task of our own making, which the backlog does not count. */
  @Override
  public void execute(Runnable task) {
    add(new Node(task, UNCOUNTED));
  }

  /**
   * Adds a task that a client caused. It counts from now until it begins: a running one no longer
   * does, or a handler that waits for an ack of its own client could keep that ack from being read.
   *
   * @param bytes what it holds in memory, roughly; not negative
   */
  public void execute(Runnable task, int bytes) {
    backlog.add(bytes);
    add(new Node(task, bytes));
  }

  private void add(Node node) {
    synchronized (this) {
      if (tail == null) {
        head = node;
      } else {
        tail.next = node;
      }
      tail = node;
      if (scheduled || held) {
        return;
      }
      scheduled = true;
    }
    schedule();
  }

  /**
   * Keeps the tasks that wait, and those that come, from running until there is a release. Called
   * by the task that runs; it still runs to its end. No thread waits meanwhile.
   */
  public Hold hold() {
    synchronized (this) {
      held = true;
    }
    return new Hold();
  }

  /** A queue that is held. Thread-safe. */
  public final class Hold {
    private boolean released; // guarded by the queue

    private Hold() {}

    /** Lets the queue go on, with {@code next} first. Only the first call does anything. */
    public void release(Runnable next) {
      synchronized (SerialQueue.this) {
        if (released) {
          return;
        }
        released = true;
        held = false;
        Node node = new Node(next, UNCOUNTED);
        node.next = head;
        head = node;
        if (tail == null) {
          tail = node;
        }
        if (scheduled) { // the task that held it is still at work
          return;
        }
        scheduled = true;
      }
      schedule();
    }
  }

  private void schedule() {
    if (!Burst.putOffHandling(submission)) {
      submit();
    }
  }

  private void submit() {
    boolean taken = false;
    try {
      executor.execute(this::turn);
      taken = true;
    } catch (RuntimeException e) {
      log.error("the executor refused a turn; it is tried again with the next task", e);
    } finally {
      if (!taken) {
        synchronized (this) {
          scheduled = false;
        }
      }
    }
  }

  private void turn() {
    HandlerBursts.Watched burst = null;
    try {
      for (int i = 0; i < TASKS_PER_TURN; i++) {
        Node next = poll();
        if (next == null) {
          return;
        }
        if (burst == null && bursts != null && next.next != null) {
          burst = bursts.begin();
        }
        run(next);
        if (burst != null) {
          burst.progress(i + 1);
        }
      }
    } finally {
      if (burst != null) {
        burst.end();
      }
    }
    synchronized (this) {
      if (head == null || held) {
        scheduled = false;
        return;
      }
    }
    schedule();
  }

  /** The next node; with none left, or where the last one holds the others, the turn is over. */
  private @Nullable Node poll() {
    synchronized (this) {
      Node next = head;
      if (next == null || held) {
        scheduled = false;
        return null;
      }
      head = next.next;
      if (head == null) {
        tail = null;
      }
      return next;
    }
  }

  private void run(Node node) {
    if (node.bytes != UNCOUNTED) {
      backlog.remove(node.bytes);
    }
    try {
      node.task.run();
    } catch (Throwable e) { // also errors: the next tasks are others'
      try {
        onFailure.accept(e);
      } catch (Throwable again) {
        again.addSuppressed(e);
        log.error("the error handler failed", again);
      }
    }
  }

  private static final class Node {
    private final Runnable task;
    private final int bytes;
    private @Nullable Node next;

    Node(Runnable task, int bytes) {
      this.task = task;
      this.bytes = bytes;
    }
  }
}
