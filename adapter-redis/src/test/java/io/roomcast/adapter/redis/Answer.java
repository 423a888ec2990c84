package io.roomcast.adapter.redis;

import io.lettuce.core.RedisFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What Redis answers to a command when the test says so. */
final class Answer<T> extends CompletableFuture<T> implements RedisFuture<T> {
  @Override
  public String getError() {
    return "";
  }

  @Override
  public boolean await(long timeout, TimeUnit unit) {
    throw new AssertionError("nobody waits");
  }
}
