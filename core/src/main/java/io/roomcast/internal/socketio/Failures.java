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

  /** On the executor. {@code event} is empty for a middleware. */
  void report(Socket socket, Optional<String> event, Throwable cause) {
    try {
      handler.handle(new ErrorHandler.Failure(socket, event, cause));
    } catch (Throwable again) { // the handler is user code too
      again.addSuppressed(cause);
      log.error("the error handler failed (socket {})", socket.id(), again);
    }
  }
}
