package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("ADP-12 What is logged while Redis is away")
class OutageLogTest {
  private static final Pattern BACK =
      Pattern.compile("INFO .* is back after \\d+ s; (\\d+) messages of this server were not sent");

  private final AtomicReference<AnyAdapter.Made> made = new AtomicReference<>();

  private void awaitState(RedisState state) {
    await().atMost(RedisServers.PATIENCE).until(() -> made.get().health().state() == state);
  }

  /** What an application does that does not know. */
  private static void use(Server io) {
    io.emit("e");
    io.to("r").emit("e");
    io.socketsJoin("r");
    io.socketsLeave("s");
    io.serverSideEmit("e");
    io.fetchSockets();
    io.timeout(Duration.ofSeconds(1)).emitWithAck("question");
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("is that it is away, and what that has cost when it is back, whatever is emitted")
  void twoLines(AnyAdapter kind) {
    try (RedisServers servers =
        new RedisServers(
            connector -> {
              made.set(kind.on(connector));
              return made.get().factory();
            })) {
      Server io =
          servers.start(
              options ->
                  options.connectionStateRecovery(
                      ConnectionStateRecovery.within(Duration.ofMinutes(1))));
      TestClient stays = servers.connect(io);
      TestClient goes = servers.connect(io);
      io.emit("first");
      goes.await("first"); // so it has an offset, where there are some
      try (CapturedLog log = new CapturedLog()) {
        servers.redis.kill();
        use(io); // before anybody has noticed
        awaitState(RedisState.RECONNECTING);
        for (int i = 0; i < 50; i++) {
          use(io);
        }
        goes.loseConnection();
        await().atMost(RedisServers.PATIENCE).until(() -> io.socket(goes.id()).isEmpty());
        io.emit("last");
        stays.await("last");
        servers.redis.start();
        awaitState(RedisState.CONNECTED);
        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().get(0)).startsWith("WARN ").contains(" is away");
        Matcher back = BACK.matcher(log.lines().get(1));
        assertThat(back.find()).as(log.lines().get(1)).isTrue();
        assertThat(Long.parseLong(back.group(1))).isGreaterThanOrEqualTo(50 * 5 + 1);
      }
    }
  }
}
