package io.roomcast.testing;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that begin their tasks at the same moment, as often as a test wants. */
public final class Overlap implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Returns when all have ended; what one of them throws is thrown here. */
  public void run(Runnable... tasks) throws Exception {
    run(List.of(tasks));
  }

  /** As above. */
  public void run(List<Runnable> tasks) throws Exception {
    CyclicBarrier start = new CyclicBarrier(tasks.size());
    List<Future<?>> running = new ArrayList<>();
    for (Runnable task : tasks) {
      running.add(
          threads.submit(
              () -> {
                start.await(1, MINUTES);
                task.run();
                return null;
              }));
    }
    for (Future<?> each : running) {
      each.get(1, MINUTES);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
