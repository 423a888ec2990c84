package io.roomcast.testing;

import static io.roomcast.testing.Latches.await;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A step of other code, on a thread of its own, that a test stops in the middle. Good for one. */
public final class StoppedStep implements AutoCloseable {
  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /** To be called in the middle of the step, as often as it comes there. */
  public void stopHere() {
    inside.countDown();
    await(goOn);
  }

  /** Begins it, and returns when it has stopped. */
  public void begin(Runnable step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
                end.complete(null);
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    await(inside);
  }

  /** Lets it go on, and returns when it has ended; what it throws is thrown here. */
  public void finish() throws Exception {
    goOn.countDown();
    end.get(30, SECONDS);
  }

  @Override
  public void close() {
    goOn.countDown();
  }
}
