package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisCredentialsProvider.ImmediateRedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

@DisplayName("The credentials for Redis")
class ResolvedUriTest {

  @Test
  @DisplayName("are asked for before each connection, not when Lettuce has made it")
  void atHand() {
    List<Thread> asked = new ArrayList<>();
    RedisClient client = RedisClient.create();
    try (RedisProcess redis = RedisProcess.embedded("--requirepass", "sesame")) {
      RedisURI uri = RedisURI.create(redis.uri());
      uri.setCredentialsProvider(
          RedisCredentialsProvider.from(
              () -> {
                asked.add(Thread.currentThread());
                return RedisCredentials.just(null, "sesame");
              }));
      SingleRedis driver = new SingleRedis(client, uri, false);
      for (int i = 0; i < 2; i++) {
        assertThat(driver.connect().thenCompose(made -> made.async().ping()))
            .succeedsWithin(RedisServers.PATIENCE);
      }
      assertThat(asked).containsExactly(Thread.currentThread(), Thread.currentThread());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName("of Sentinels, too, and nothing else of where Redis is changes")
  void sentinels() {
    RedisURI sentinel = RedisURI.create("redis://watch:out@127.0.0.1:26379");
    RedisURI uri =
        RedisURI.builder(RedisURI.create("rediss://ada:sesame@unused/3?clientName=me&timeout=7s"))
            .withSentinelMasterId("mymaster")
            .withSentinel(sentinel)
            .build();
    RedisURI resolved = ResolvedUri.of(uri).join();
    assertThat(resolved).isEqualTo(uri).hasToString(uri.toString());
    assertCredentials(resolved, "ada", "sesame");
    assertCredentials(resolved.getSentinels().get(0), "watch", "out");
    assertThat(sentinel.getCredentialsProvider())
        .isNotInstanceOf(ImmediateRedisCredentialsProvider.class);
  }

  private static void assertCredentials(RedisURI uri, String name, String password) {
    assertThat(uri.getCredentialsProvider())
        .isInstanceOfSatisfying(
            ImmediateRedisCredentialsProvider.class,
            provider -> {
              RedisCredentials now = provider.resolveCredentialsNow();
              assertThat(now.getUsername()).isEqualTo(name);
              assertThat(now.getPassword()).containsExactly(password.toCharArray());
            });
  }

  @Test
  @DisplayName("are left to Lettuce where they change while a connection lasts")
  void streaming() {
    RedisCredentialsProvider changing =
        new RedisCredentialsProvider() {
          @Override
          public Mono<RedisCredentials> resolveCredentials() {
            return Mono.just(RedisCredentials.just("ada", "sesame"));
          }

          @Override
          public boolean supportsStreaming() {
            return true;
          }
        };
    RedisURI uri = RedisURI.create("redis://127.0.0.1");
    uri.setCredentialsProvider(changing);
    assertThat(ResolvedUri.of(uri).join().getCredentialsProvider()).isSameAs(changing);
  }

  @Test
  @DisplayName("that cannot be had are why the server does not start")
  void none() {
    RedisURI uri = RedisURI.create("redis://127.0.0.1");
    RedisConnector connector = RedisConnector.to(uri);
    uri.setCredentialsProvider(() -> Mono.error(new IllegalStateException("the vault is locked.")));
    assertThat(RedisEmitter.builder(connector).connect())
        .failsWithin(RedisServers.PATIENCE)
        .withThrowableThat()
        .withMessageContaining("cannot be reached: the vault is locked. Is Redis");
  }
}
