package io.roomcast.transport.netty;

import io.netty.util.concurrent.FastThreadLocalThread;
import io.roomcast.spi.transport.TransportException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Makes the threads of our own event loops, and waits for their end. */
final class IoThreads implements ThreadFactory {
  private final IntFunction<String> names;
  private final AtomicInteger count = new AtomicInteger();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  /**
   * Creates it.
   *
   * @param names a name for each number from 0 on
   */
  IoThreads(IntFunction<String> names) {
    this.names = names;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new FastThreadLocalThread(task, names.apply(count.getAndIncrement()));
    thread.setDaemon(false); // a server keeps its process alive, whoever started it
    threads.add(thread);
    return thread;
  }

  /** The threads that were begun. */
  List<Thread> threads() {
    return List.copyOf(threads);
  }

  /** Waits until all have ended. */
  void join(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      if (thread.isAlive()) {
        throw new TransportException(
            thread.getName() + " does not end: a listener or a request handler is blocking it");
      }
    }
  }
}
