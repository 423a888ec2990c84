package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.AlreadyLogged;
import java.util.concurrent.CompletionException;

/** Redis does not let this server hear a channel: {@link Refusals} tell of it in the log. */
final class RedisRefusesException extends RedisUnavailableException implements AlreadyLogged {
  private static final long serialVersionUID = 1L;

  RedisRefusesException(Throwable cause) {
    super("Redis refuses a subscription", cause);
  }

  /** Whether a stage failed by that. */
  static boolean is(Throwable failure) {
    return failure instanceof RedisRefusesException
        || (failure instanceof CompletionException
            && failure.getCause() instanceof RedisRefusesException);
  }
}
