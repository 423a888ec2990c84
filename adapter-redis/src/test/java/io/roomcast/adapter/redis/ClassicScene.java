package io.roomcast.adapter.redis;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server on the channels of the classic adapter, and another one by hand. */
abstract class ClassicScene {
  static final String BROADCAST = "socket.io#/#";
  static final String REQUEST = "socket.io-request#/#";
  static final String RESPONSE = "socket.io-response#/#";

  /** Of uid abc123: "hi" and 1 to the room r, as the reference writes it. */
  static final String HI =
      "93a661626331323383a47479706502a46461746192a2686901a36e7370a12f"
          + "83a5726f6f6d7391a172a665786365707490a5666c61677380";

  /** Of uid abc123: "hi" to all, without a namespace. */
  static final String HI_ALL =
      "93a661626331323382a47479706502a46461746191a26869"
          + "83a5726f6f6d7390a665786365707490a5666c61677380";

  static final Duration SHORT = Duration.ofMillis(300);
  static final Duration LONG = Duration.ofMinutes(10);
  static RedisProcess redis;

  RawRedis raw;
  RedisAdapter adapter;
  Server io;

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.embedded();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void startServer() {
    raw = new RawRedis(redis.uri());
    start(RedisAdapter.connecting(redis.uri()));
  }

  void start(RedisAdapter with) {
    adapter = with;
    io =
        Server.builder()
            .transport(InMemoryTransport.create())
            .adapter(adapter)
            .ackTimeout(LONG)
            .build();
    io.start().join();
  }

  @AfterEach
  void stop() {
    io.stop(Duration.ZERO).join();
    raw.close();
  }

  TestClient join(String... rooms) {
    TestClient client = TestClient.connect(io);
    client.settle();
    io.socket(client.id()).orElseThrow().join(rooms);
    return client;
  }

  static JsonObject json(RawRedis.Heard message) {
    return JsonParser.parseString(message.text()).getAsJsonObject();
  }
}
