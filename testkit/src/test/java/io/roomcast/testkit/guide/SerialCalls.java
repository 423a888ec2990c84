package io.roomcast.testkit.guide;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * For a library with a pool of threads instead of one event loop per connection: the tasks of one
 * connection run one after the other, on the pool, and never inside the call that gave them.
 */
final class SerialCalls implements Executor {
  private final Executor pool;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  SerialCalls(Executor pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    pool.execute(this::run);
  }

  private void run() {
    while (true) {
      Runnable task;
      synchronized (tasks) {
        task = tasks.poll();
        running = task != null;
      }
      if (task == null) {
        return;
      }
      try {
        task.run(); // without the lock
      } catch (RuntimeException | Error e) {
        // log it: whoever is called must not throw, but might, and others are waiting
      }
    }
  }
}
