package io.roomcast.adapter.redis;

/**
 * Redis was not there for what was to be sent, or slower than it has to be. Failed stages carry it,
 * and the failed start of a server. It has no stack trace, since while Redis is away every emit
 * makes one.
 */
public final class RedisUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedisUnavailableException(String message) {
    super(message, null, false, false);
  }

  RedisUnavailableException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
