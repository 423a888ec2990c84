package io.roomcast.adapter.redis;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The connections that the namespaces of a server share: made for the first, closed after the last,
 * and made anew when the server is started again. Thread-safe.
 */
final class SharedConnections {
  private final RedisConnector connector;
  private final HealthMonitor health;
  private @Nullable RedisConnections current; // guarded by this, as all that follows
  private int users;

  SharedConnections(RedisConnector connector, HealthMonitor health) {
    this.connector = connector;
    this.health = health;
  }

  /**
   * To be {@linkplain #release released}; {@link RedisConnections#open} tells when they are there.
   */
  RedisConnections acquire() {
    synchronized (this) {
      RedisConnections acquired = current;
      if (acquired == null) { // which may throw, for the client is the application's
        acquired = RedisConnections.ofServer(connector, health);
        current = acquired;
      }
      users++;
      return acquired;
    }
  }

  /** Completes when they are closed, at once where others still use them. */
  CompletableFuture<Void> release(RedisConnections acquired) {
    synchronized (this) {
      users--;
      if (users > 0) {
        return CompletableFuture.completedFuture(null);
      }
      current = null;
    }
    return acquired.close();
  }
}
