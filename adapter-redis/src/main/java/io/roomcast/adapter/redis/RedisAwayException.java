package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.AlreadyLogged;

/** The connection is down, or has gone just now: the change of the state tells of it in the log. */
final class RedisAwayException extends RedisUnavailableException implements AlreadyLogged {
  private static final long serialVersionUID = 1L;

  RedisAwayException(String message) {
    super(message);
  }

  RedisAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
