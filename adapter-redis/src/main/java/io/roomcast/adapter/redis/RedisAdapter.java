package io.roomcast.adapter.redis;

/** The classic adapter. */
public final class RedisAdapter {
  private RedisAdapter() {}
}
