package io.roomcast.internal.socketio;

import io.roomcast.ErrorHandler;
import io.roomcast.Socket;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what user code throws to the error handler, by default a log; nothing gets past it. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final ErrorHandler handler;

  Failures(Optional<ErrorHandler> handler) {
    this.handler = handler.orElseGet(() -> new FailureLog(log, System::nanoTime));
  }

  /** On the executor. {@code event} is empty for a middleware and the like. */
  void report(Socket socket, Optional<String> event, Throwable cause) {
    report(socket.namespace().name(), Optional.of(socket), event, cause);
  }

  /** Where there is no socket yet: on the executor, or the thread that makes a namespace. */
  void report(String namespace, Optional<Socket> socket, Optional<String> event, Throwable cause) {
    try {
      handler.handle(new ErrorHandler.Failure(namespace, socket, event, cause));
    } catch (Throwable again) { // the handler is user code too
      again.addSuppressed(cause);
      log.error("the error handler failed (namespace {})", namespace, again);
    }
  }
}
