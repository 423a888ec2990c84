package io.roomcast.http;

import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.WebSocketConnection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What one server has on a port from a start to the stop, and ends with it: its requests and its
 * WebSockets. Thread-safe.
 */
final class SharedPart {
  private final RequestHandler handler;
  private final Object lock = new Object();
  private final Set<SharedExchange> unanswered = new HashSet<>();
  private final Set<WebSocketConnection> open = new HashSet<>();
  private final CompletableFuture<Void> none = new CompletableFuture<>();
  private boolean ended; // no WebSocket may open
  private boolean cut; // no request is waited for

  SharedPart(RequestHandler handler) {
    this.handler = handler;
  }

  void onRequest(SharedExchange exchange) {
    boolean late;
    synchronized (lock) {
      late = ended;
      if (!late) {
        unanswered.add(exchange);
      }
    }
    if (late) { // it was on its way here when the server stopped
      exchange.giveUp();
    } else {
      exchange.forgetWhenAborted();
      handler.onRequest(exchange);
    }
  }

  void limitReached(String option) {
    handler.limitReached(option);
  }

  /** The request needs nothing more: it was answered, or its client has gone. */
  void settled(SharedExchange exchange) {
    boolean last;
    synchronized (lock) {
      unanswered.remove(exchange);
      last = isOver();
    }
    if (last) {
      none.complete(null);
    }
  }

  boolean hasEnded() {
    synchronized (lock) {
      return ended;
    }
  }

  void opened(WebSocketConnection connection) {
    boolean late;
    synchronized (lock) {
      open.add(connection);
      late = ended;
    }
    if (late) {
      connection.terminate();
    }
  }

  void closed(WebSocketConnection connection) {
    boolean last;
    synchronized (lock) {
      open.remove(connection);
      last = isOver();
    }
    if (last) {
      none.complete(null);
    }
  }

  private boolean isOver() {
    return ended && open.isEmpty() && (cut || unanswered.isEmpty());
  }

  /** Lets nothing new in. */
  void refuse() {
    synchronized (lock) {
      ended = true;
    }
  }

  /**
   * Gives answers and what is queued some time, then cuts; completes when all requests are answered
   * and all WebSockets closed. A later call can only have it cut earlier.
   */
  CompletableFuture<Void> end(Duration grace) {
    refuse();
    boolean over;
    synchronized (lock) {
      over = isOver();
    }
    if (over) {
      none.complete(null);
    }
    return none.copy()
        .completeOnTimeout(null, grace.toNanos(), TimeUnit.NANOSECONDS)
        .thenCompose(
            timeIsUp -> {
              cut();
              return none;
            });
  }

  private void cut() {
    List<SharedExchange> requests;
    List<WebSocketConnection> connections;
    boolean over;
    synchronized (lock) {
      cut = true;
      requests = List.copyOf(unanswered);
      unanswered.clear();
      connections = List.copyOf(open);
      over = isOver();
    }
    requests.forEach(SharedExchange::giveUp);
    connections.forEach(WebSocketConnection::terminate);
    if (over) {
      none.complete(null);
    }
  }
}
