package io.roomcast.internal.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time without a lock and without a thread of its own: on the calling thread if
 * the strand is idle, else on the thread that is at work in it already. So a caller never waits, a
 * task sees all that earlier tasks did, tasks of one thread run in its order, and a task that a
 * task hands over runs after it, not inside.
 *
 * <p>An idle strand is one small object and an uncontended task costs two atomic operations and no
 * memory. Tasks must be short: a thread that drains the strand runs those of others too.
 */
public final class Strand {
  // The whole state is one reference: IDLE, BUSY with nothing waiting, or the last of the waiting
  // tasks, each of which refers to the one handed over before it.
  private static final @Nullable Task IDLE = null;
  private static final Task BUSY = new Task(() -> {}, IDLE);
  private static final VarHandle LATEST;
  private static final Logger log = LoggerFactory.getLogger(Strand.class);

  static {
    try {
      LATEST = MethodHandles.lookup().findVarHandle(Strand.class, "latest", Task.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Task {
    private final Runnable action;
    private @Nullable Task next;

    private Task(Runnable action, @Nullable Task next) {
      this.action = action;
      this.next = next;
    }
  }

  private final Consumer<Throwable> onFailure;
  private volatile @Nullable Task latest;

  /**
   * An idle strand.
   *
   * @param onFailure is told, inside the strand, what a task threw; the tasks after it run
   */
  public Strand(Consumer<Throwable> onFailure) {
    this.onFailure = onFailure;
  }

  /** Runs {@code action} now if the strand is idle, else after all that was handed over before. */
  public void execute(Runnable action) {
    if (tryExecute(action)) {
      return;
    }
    Task task = new Task(action, IDLE);
    while (true) {
      Task before = latest;
      task.next = before;
      if (LATEST.compareAndSet(this, before, before == IDLE ? BUSY : task)) {
        if (before == IDLE) {
          try {
            run(action);
          } finally {
            exit();
          }
        }
        return;
      }
    }
  }

  /**
   * Runs {@code action} now if the strand is idle.
   *
   * @return false if the strand is at work, even if it is so on this thread; nothing is done then
   */
  public boolean tryExecute(Runnable action) {
    if (!tryEnter()) {
      return false;
    }
    try {
      run(action);
    } finally {
      exit();
    }
    return true;
  }

  /**
   * Enters an idle strand, which spares the caller a task object. Whoever got in must {@link #exit}
   * in a {@code finally}, and must catch what its work throws.
   *
   * @return false if the strand is at work, even if it is so on this thread
   */
  public boolean tryEnter() {
    return latest == IDLE && LATEST.compareAndSet(this, IDLE, BUSY);
  }

  /** Leaves the strand, after having run what was handed over meanwhile. */
  public void exit() {
    while (!LATEST.compareAndSet(this, BUSY, IDLE)) {
      @Nullable Task task = oldestFirst((@Nullable Task) LATEST.getAndSet(this, BUSY));
      while (task != null) {
        run(task.action);
        task = task.next;
      }
    }
  }

  private static @Nullable Task oldestFirst(@Nullable Task newest) {
    Task reversed = null;
    Task task = newest;
    while (task != null && task != BUSY) {
      Task older = task.next;
      task.next = reversed;
      reversed = task;
      task = older;
    }
    return reversed;
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable failure) { // whatever it is, the strand must stay usable
      tell(failure);
    }
  }

  private void tell(Throwable failure) {
    try {
      onFailure.accept(failure);
    } catch (Throwable another) {
      another.addSuppressed(failure);
      log.error("A task failed, and so did what was to handle it", another);
    }
  }
}
