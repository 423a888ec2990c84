package io.roomcast.spi.adapter;

import java.util.concurrent.CompletionException;

/**
 * Marks a failure of an adapter of which the adapter's own log tells: one line when the wire is
 * lost, say, and one when it is back. The server does not log such failures one by one, as it does
 * others; who holds the stage is told as always. Nothing here blocks; Socket.IO has no counterpart.
 *
 * <pre>{@code
 * final class BusAwayException extends RuntimeException implements AlreadyLogged {}
 * }</pre>
 */
public interface AlreadyLogged {

  /**
   * Whether that is one, or what a stage makes of one.
   *
   * @param failure of an operation
   * @return true where the log tells of it without it
   */
  static boolean is(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof AlreadyLogged;
  }
}
