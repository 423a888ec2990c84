package io.roomcast.internal.concurrent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Daemon threads that come with the load and go with it. A task is handed to the thread that became
 * idle last, or to a new one; only where the bound is reached does it wait in line. {@link
 * java.util.concurrent.ThreadPoolExecutor} does it the other way round (it fills its queue before
 * it grows), and a queue that refuses in order to make it grow can strand a task beside a thread
 * that is just leaving. Here every decision is made under one lock, so a task waits only while the
 * bound of threads is busy.
 *
 * <p>Idle threads are used last in, first out, so that those which the load does not need time out.
 */
final class ElasticPool implements Executor {
  private final String name;
  private final int maxThreads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private long keepAliveNanos;
  private int threads;
  private long threadsEver;

  ElasticPool(String name, int maxThreads, Duration keepAlive) {
    this.name = name;
    this.maxThreads = maxThreads;
    this.keepAliveNanos = keepAlive.toNanos();
  }

  @Override
  public void execute(Runnable task) {
    Worker newcomer;
    String newcomerName;
    lock.lock();
    try {
      Worker rested = idle.pollFirst();
      if (rested != null) {
        rested.handOver(task);
        return;
      }
      if (threads == maxThreads) {
        waiting.add(task);
        return;
      }
      newcomer = new Worker(task);
      threads++;
      threadsEver++;
      newcomerName = name + threadsEver;
    } finally {
      lock.unlock();
    }
    start(newcomer, newcomerName, task);
  }

  private void start(Worker newcomer, String newcomerName, Runnable task) {
    try {
      // no inherited thread locals: the thread outlives the one that happened to call
      Thread thread = new Thread(null, newcomer, newcomerName, 0, false);
      thread.setDaemon(true);
      thread.start();
    } catch (OutOfMemoryError noThread) { // the system has no more threads to give
      lock.lock();
      try {
        threads--;
        Worker rested = idle.pollFirst();
        if (rested != null) {
          rested.handOver(task);
        } else if (threads > 0) {
          waiting.add(task);
        } else {
          throw noThread;
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * From now on no thread stays for a next task. Tasks that still come run all the same, each on a
   * thread that ends with it.
   */
  void keepNoThread() {
    lock.lock();
    try {
      keepAliveNanos = 0;
      idle.forEach(worker -> worker.woken.signal());
    } finally {
      lock.unlock();
    }
  }

  int threads() {
    lock.lock();
    try {
      return threads;
    } finally {
      lock.unlock();
    }
  }

  int idleThreads() {
    lock.lock();
    try {
      return idle.size();
    } finally {
      lock.unlock();
    }
  }

  private final class Worker implements Runnable {
    private final Condition woken = lock.newCondition();
    private @Nullable Runnable task;

    Worker(Runnable first) {
      task = first;
    }

    /** Under the lock, after this was taken off the idle ones. */
    void handOver(Runnable next) {
      task = next;
      woken.signal();
    }

    @Override
    public void run() {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = runNext();
      }
    }

    /** A method of its own, since a variable would keep the task alive while the thread is idle. */
    private boolean runNext() {
      Runnable next = next();
      if (next == null) {
        return false;
      }
      try {
        next.run();
      } catch (Throwable e) {
        // HandlerExecutor has logged it, or could not even do that; the others' tasks go on
      }
      return true;
    }

    private @Nullable Runnable next() {
      boolean ignored = Thread.interrupted(); // a task's interrupt ends with the task
      lock.lock();
      try {
        Runnable next = task == null ? waiting.pollFirst() : task; // at first there is one
        task = null;
        if (next != null) {
          return next;
        }
        idle.addFirst(this);
        long deadline = System.nanoTime() + keepAliveNanos;
        long left = keepAliveNanos;
        while (task == null && left > 0 && keepAliveNanos > 0) {
          try {
            left = woken.awaitNanos(left);
          } catch (InterruptedException e) { // nobody of ours interrupts; go on waiting
            left = deadline - System.nanoTime();
          }
        }
        next = task;
        task = null;
        if (next == null) {
          idle.remove(this);
          threads--;
        }
        return next;
      } finally {
        lock.unlock();
      }
    }
  }
}
