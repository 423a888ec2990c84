package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.ConnectionListener;
import io.roomcast.Middleware;
import io.roomcast.Overflow;
import io.roomcast.Subscription;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an application sets up for a namespace: its middlewares, its connection listeners, and what
 * is done about clients for which too much waits.
 */
final class NamespaceSetup {
  private static final CompletionStage<Void> PASSED = CompletableFuture.completedStage(null);

  private final ListenerList<Middleware.Async> middlewares = new ListenerList<>();
  private final ListenerList<ConnectionListener> connectionListeners = new ListenerList<>();
  private volatile Overflow overflow = Overflow.close();

  /** The same as they are now; what is added to one later the other does not have. */
  NamespaceSetup copy() {
    NamespaceSetup copy = new NamespaceSetup();
    middlewares.snapshot().forEach(copy::useAsync);
    connectionListeners.snapshot().forEach(copy::onConnection);
    copy.overflow(overflow);
    return copy;
  }

  void use(Middleware middleware) {
    requireNonNull(middleware);
    useAsync(
        socket -> {
          middleware.handle(socket);
          return PASSED;
        });
  }

  void useAsync(Middleware.Async middleware) {
    middlewares.add(requireNonNull(middleware));
  }

  Subscription onConnection(ConnectionListener listener) {
    return connectionListeners.add(requireNonNull(listener));
  }

  void overflow(Overflow policy) {
    overflow = requireNonNull(policy);
  }

  Overflow overflow() {
    return overflow;
  }

  /** As they are now; a join that has begun keeps to them. */
  Iterator<Middleware.Async> middlewares() {
    return middlewares.snapshot().iterator();
  }

  List<ConnectionListener> connectionListeners() {
    return connectionListeners.snapshot();
  }
}
