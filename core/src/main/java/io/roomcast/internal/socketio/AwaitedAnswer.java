package io.roomcast.internal.socketio;

import io.roomcast.AckTimeoutException;
import io.roomcast.EmitResult;
import io.roomcast.EventArgs;
import io.roomcast.EventDroppedException;
import io.roomcast.SocketClosedException;
import io.roomcast.TooManyPendingAcksException;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.socketio.PendingAcks.Silence;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The answer of one socket to one event, as a future. */
final class AwaitedAnswer implements PendingAcks.Asker {
  private final String event;
  private final Duration within;
  private final int maxPending;
  private final CompletableFuture<EventArgs> future;
  private volatile Timers.@Nullable Timeout timer;

  /** {@code maxPending} is for a message. */
  AwaitedAnswer(
      String event, Duration within, int maxPending, CompletableFuture<EventArgs> future) {
    this.event = event;
    this.within = within;
    this.maxPending = maxPending;
    this.future = future;
  }

  CompletableFuture<EventArgs> future() {
    return future;
  }

  /** Ends it when the time is up; after it was registered under {@code id}. */
  void limit(PendingAcks acks, long id, Timers timers) {
    if (!acks.awaits(id)) {
      return;
    }
    timer = timers.schedule(within, () -> acks.end(id, Silence.TIMEOUT));
    if (!acks.awaits(id)) { // settled before the timer was known
      stopTimer();
    }
    // the application may cancel it, or complete it itself
    var unused =
        future.whenComplete(
            (value, failure) -> {
              acks.forget(id);
              stopTimer();
            });
  }

  @Override
  public void answered(String socket, Arguments answer) {
    stopTimer();
    future.complete(EventArgs.of(answer, 0));
  }

  @Override
  public void silent(String socket, Silence why) {
    stopTimer();
    future.completeExceptionally(
        switch (why) {
          case TIMEOUT -> new AckTimeoutException(event, within);
          case GONE -> gone(event);
          case DROPPED -> new EventDroppedException(event, EmitResult.DROPPED);
          case FULL -> new EventDroppedException(event, EmitResult.FULL);
          case TOO_MANY -> new TooManyPendingAcksException(maxPending);
        });
  }

  /** Without the socket's id, which may be a secret where the failure ends up in a log. */
  static SocketClosedException gone(String event) {
    return new SocketClosedException("the socket went before it answered \"" + event + "\"");
  }

  private void stopTimer() {
    Timers.Timeout running = timer;
    if (running != null) {
      running.cancel();
      timer = null;
    }
  }
}
