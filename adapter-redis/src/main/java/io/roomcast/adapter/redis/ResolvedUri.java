package io.roomcast.adapter.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Where Redis is, with the credentials at hand. Otherwise, and so for each user and password of a
 * URI, Lettuce waits for them on another thread than the one that reads the connection; where that
 * thread is late, it hands the connection out before it takes commands, and rejects the first.
 */
final class ResolvedUri extends RedisURI {
  private static final long serialVersionUID = 1L;

  private ResolvedUri(RedisURI source) {
    super(source);
  }

  /**
   * Asks for the credentials of Redis and of its Sentinels. Those that change while a connection
   * lasts are left to Lettuce.
   */
  static CompletableFuture<RedisURI> of(RedisURI source) {
    ResolvedUri copy = new ResolvedUri(source);
    return CompletableFuture.allOf(
            Stream.concat(Stream.of(copy), copy.getSentinels().stream())
                .map(ResolvedUri::resolve)
                .toArray(CompletableFuture[]::new))
        .thenApply(resolved -> copy);
  }

  private static CompletableFuture<Void> resolve(RedisURI uri) {
    if (uri.getCredentialsProvider().supportsStreaming()) {
      return CompletableFuture.completedFuture(null);
    }
    return uri.getCredentialsProvider()
        .resolveCredentials()
        .toFuture()
        .thenAccept(
            credentials -> uri.setCredentialsProvider(new StaticCredentialsProvider(credentials)));
  }
}
