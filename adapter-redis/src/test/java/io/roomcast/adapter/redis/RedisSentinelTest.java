package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A Redis that Sentinels name")
class RedisSentinelTest {

  @Test
  @DisplayName("is found by its name, and used")
  void found(@TempDir Path directory) throws IOException {
    try (RedisProcess redis = RedisProcess.embedded()) {
      Path configuration = directory.resolve("sentinel.conf");
      Files.writeString(
          configuration, "sentinel monitor mymaster 127.0.0.1 %d 1%n".formatted(redis.port()));
      try (RedisProcess sentinel = RedisProcess.sentinel(configuration)) {
        String uri = "redis-sentinel://127.0.0.1:" + sentinel.port() + "#mymaster";
        RedisAdapter adapter = RedisAdapter.connecting(uri);
        Server io = Server.builder().transport(InMemoryTransport.create()).adapter(adapter).build();
        io.start().join();
        try (RawRedis raw = new RawRedis(redis.uri());
            RedisEmitter emitter = RedisEmitter.connect(uri).join()) {
          assertThat(raw.subscribers("socket.io-request#/#")).isEqualTo(1);
          TestClient client = TestClient.connect(io);
          emitter.emit("e").join();
          client.await("e");
        } finally {
          io.stop(Duration.ZERO).join();
        }
      }
    }
  }
}
