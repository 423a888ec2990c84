package io.roomcast.internal.exchange;

import io.roomcast.internal.concurrent.AckFuture;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request as user code gets it: nothing that is attached to it runs on an I/O thread. Stages
 * complete, and an abort is told, where the dependents of futures run; an upgraded listener is
 * called in order on the executor.
 */
public final class UserExchange extends ForwardingExchange {
  private final Executor executor;
  private final Executor completions;
  private final Consumer<FixedBound> reached;
  private final Object lock = new Object();
  private @Nullable AckFuture<ByteBuffer> body; // the same at each call; guarded by the lock

  /**
   * {@code completions} must not refuse and must not wait for {@code executor}: {@link
   * HandlerExecutor#completions()}. {@code reached} is told of bounds that strike.
   */
  public UserExchange(
      Exchange behind, Executor executor, Executor completions, Consumer<FixedBound> reached) {
    super(behind);
    this.executor = executor;
    this.completions = completions;
    this.reached = reached;
  }

  @Override
  public CompletionStage<ByteBuffer> body() {
    AckFuture<ByteBuffer> elsewhere;
    synchronized (lock) {
      if (body != null) {
        return body;
      }
      elsewhere = new AckFuture<>(completions);
      body = elsewhere;
    }
    return moved(super.body(), elsewhere);
  }

  @Override
  public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer content) {
    return moved(super.respond(status, headers, content), new AckFuture<>(completions));
  }

  private static <T extends @Nullable Object> AckFuture<T> moved(
      CompletionStage<T> stage, AckFuture<T> elsewhere) {
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                elsewhere.complete(value);
              } else {
                elsewhere.completeExceptionally(root(failure));
              }
            });
    return elsewhere;
  }

  /** What the transport's contract names, without the wrapper of a derived stage. */
  private static Throwable root(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    super.upgrade(headers, new QueuedListener(listener, executor, reached));
  }

  @Override
  public void onAbort(Runnable action) {
    super.onAbort(() -> completions.execute(action));
  }
}
