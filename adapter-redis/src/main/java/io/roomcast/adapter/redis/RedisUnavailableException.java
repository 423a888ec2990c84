package io.roomcast.adapter.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/**
 * Redis was not there for what was to be sent, or slower than it has to be, or does not allow it.
 * Failed stages carry it, and the failed start of a server. It has no stack trace, since while
 * Redis is away every emit makes one. That Redis is away is logged when it begins, not with every
 * stage that fails meanwhile.
 */
public sealed class RedisUnavailableException extends RuntimeException
    permits RedisAwayException, RedisRefusesException {
  private static final long serialVersionUID = 1L;

  RedisUnavailableException(String message) {
    super(message, null, false, false);
  }

  RedisUnavailableException(String message, Throwable cause) {
    super(message, cause, false, false);
  }

  /** For the failure of a command. */
  static RedisUnavailableException of(String message, Throwable failure) {
    return isLoss(failure)
        ? new RedisAwayException(message, failure)
        : new RedisUnavailableException(message, failure);
  }

  /** What is at the bottom of a failure, to be a part of a sentence. */
  static String reason(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = last.getMessage();
    return message == null ? last.toString() : message.replaceFirst("\\.$", "");
  }

  /** Rather than an answer that says no, or what only the application's client makes of it. */
  static boolean isLoss(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof CancellationException // by the end of the connection
        || (failure instanceof RedisException
            && !(failure instanceof RedisCommandExecutionException)
            && !(failure instanceof RedisCommandTimeoutException));
  }
}
