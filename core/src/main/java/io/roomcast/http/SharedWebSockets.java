package io.roomcast.http;

import io.roomcast.spi.transport.WebSocketConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The open WebSockets of one of the servers on a port, which must end with it. Thread-safe. */
final class SharedWebSockets {
  private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable CompletableFuture<Void> none; // while the server stops

  void opened(WebSocketConnection connection) {
    open.add(connection);
  }

  void closed(WebSocketConnection connection) {
    open.remove(connection);
    CompletableFuture<Void> waiting = none;
    if (waiting != null && open.isEmpty()) {
      waiting.complete(null);
    }
  }

  /** Gives what is queued some time, then cuts; completes when all are closed. */
  CompletableFuture<Void> end(Duration grace) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    none = closed;
    if (open.isEmpty()) {
      closed.complete(null);
    }
    return closed
        .copy()
        .completeOnTimeout(null, grace.toNanos(), TimeUnit.NANOSECONDS)
        .thenCompose(
            timeIsUp -> {
              open.forEach(WebSocketConnection::terminate);
              return closed;
            });
  }
}
