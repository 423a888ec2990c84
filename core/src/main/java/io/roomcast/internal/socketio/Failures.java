package io.roomcast.internal.socketio;

import io.roomcast.ErrorHandler;
import io.roomcast.Socket;
import io.roomcast.spi.codec.ConversionException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what user code throws to the error handler; nothing gets past it. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final ErrorHandler handler;

  Failures(Optional<ErrorHandler> handler) {
    this.handler = handler.orElse(Failures::log);
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

  private static void log(ErrorHandler.Failure failure) {
    String id = failure.socket().id();
    String namespace = failure.socket().namespace().name();
    String what = failure.event().map(e -> "a listener of \"" + e + "\"").orElse("a middleware");
    if (failure.cause() instanceof ConversionException misfit) {
      log.debug("{} did not get what it asks for (socket {} of {})", what, id, namespace, misfit);
    } else {
      log.error("{} failed (socket {} of {})", what, id, namespace, failure.cause());
    }
  }
}
