package io.roomcast.testkit.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Notices calls of the SPI that block, and callbacks that come where they must not: from inside a
 * call, or on the thread of a caller.
 */
final class CallWatch implements AutoCloseable {
  private final ThreadLocal<String> insideCall = new ThreadLocal<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final ExecutorService caller = Executors.newSingleThreadExecutor(CallWatch::thread);

  /** Makes a call of the SPI; callbacks on this thread before it returns are violations. */
  <T> T call(String name, Supplier<T> call) {
    return promptly(name, () -> watched(name, call));
  }

  void call(String name, Runnable call) {
    Boolean done =
        call(
            name,
            () -> {
              call.run();
              return true;
            });
    assert done;
  }

  /**
   * Makes a call of the SPI that has to return at once. What the test's own thread calls is called
   * on another one in its place, always the same, so that a call which blocks can be told of.
   */
  <T> T promptly(String name, Supplier<T> call) {
    if (KitScene.isIoThread()) {
      return call.get();
    }
    Future<T> result = caller.submit(call::get);
    try {
      return result.get(KitScene.patience().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          name + " has not returned within " + KitScene.patience() + ": it blocks", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted inside " + name, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (e.getCause() instanceof Error thrown) {
        throw thrown;
      }
      throw new AssertionError(name + " threw a checked exception", e.getCause());
    }
  }

  private <T> T watched(String name, Supplier<T> call) {
    String outer = insideCall.get();
    insideCall.set(name);
    try {
      return call.get();
    } finally {
      if (outer == null) {
        insideCall.remove();
      } else {
        insideCall.set(outer);
      }
    }
  }

  /** A callback begins on this thread. */
  void callback(String name) {
    String call = insideCall.get();
    if (call != null) {
      violations.add(name + " was called from inside " + call);
    }
    if (!KitScene.isIoThread()) {
      violations.add(name + " came on a thread of the test, not on an I/O thread");
    }
  }

  void violated(String what) {
    violations.add(what);
  }

  Queue<String> violations() {
    return violations;
  }

  @Override
  public void close() {
    caller.shutdownNow();
  }

  private static Thread thread(Runnable task) {
    Thread thread =
        new Thread(
            () -> {
              KitScene.enterTestThread();
              task.run();
            },
            "roomcast-kit-caller");
    thread.setDaemon(true);
    return thread;
  }
}
