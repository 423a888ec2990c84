package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sharded adapter, when things go wrong or fast")
class ShardedFaultsTest {
  private static final String ROOM = "socket.io#/#r#";

  private final AtomicReference<RedisShardedAdapter> latest = new AtomicReference<>();
  private final RedisServers servers =
      new RedisServers(
          connector -> {
            latest.set(RedisShardedAdapter.builder(connector).build());
            return latest.get();
          });

  @AfterEach
  void stop() {
    servers.close();
  }

  private void awaitSubscribers(String channel, long count) {
    await()
        .atMost(RedisServers.PATIENCE)
        .untilAsserted(() -> assertThat(servers.shardSubscribers(channel)).isEqualTo(count));
  }

  @Test
  @DisplayName("RED-20 rooms that come and go quickly leave the right subscriptions")
  void quick_rooms() {
    Server io = servers.start();
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(servers.connect(io));
    }
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (TestClient client : clients) { // each client alone makes the room come and go, too
      running.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 100; i++) {
                  client.emitWithAck("join", "r").join();
                  client.emitWithAck("leave", "r").join();
                }
              }));
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    clients.get(0).emitWithAck("join", "other").join();
    awaitSubscribers("socket.io#/#other#", 1); // what was sent before has been done
    assertThat(servers.shardSubscribers(ROOM)).isZero();
    clients.get(0).emitWithAck("join", "r").join();
    awaitSubscribers(ROOM, 1);
    assertThat(servers.shardSubscribers("socket.io#/#" + clients.get(0).id() + "#")).isZero();
    assertThat(servers.shardSubscribers("socket.io#/#")).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "RED-20 after a lost connection the rooms are subscribed to again, those left are not")
  void reconnects() {
    Server a = servers.start();
    Server b = servers.start();
    TestClient client = servers.connect(b);
    client.emitWithAck("join", "r").join();
    client.emitWithAck("join", "gone").join();
    awaitSubscribers(ROOM, 1);
    servers.proxy(1).hold();
    servers.proxy(1).breakOff();
    awaitSubscribers(ROOM, 0);
    client.emitWithAck("leave", "gone").join();
    client.emitWithAck("join", "new").join();
    servers.proxy(1).release();
    awaitSubscribers("socket.io#/#new#", 1);
    awaitSubscribers(ROOM, 1);
    assertThat(servers.shardSubscribers("socket.io#/#gone#")).isZero();
    a.to("r").emit("r");
    a.to("new").emit("new");
    client.await("r");
    client.await("new");
  }

  @Test
  @DisplayName("RED-33 garbage, foreign versions and foreign namespaces are counted, no more")
  void garbage() {
    Server io = servers.start();
    TestClient client = servers.connect(io);
    List<String> garbage =
        List.of(
            "",
            "garbage",
            "{",
            "{}",
            "[1]",
            "{\"uid\":\"x\",\"nsp\":\"/\",\"type\":99}",
            "{\"uid\":\"x\",\"nsp\":\"/\",\"type\":3,\"data\":{\"packet\":{\"type\":2}}}");
    String foreign = "{\"uid\":\"x\",\"nsp\":\"/other\",\"type\":2}";
    String event =
        "{\"uid\":\"emitter\",\"nsp\":\"/\",\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":"
            + "[\"e\"]},\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}}}";
    servers.ask(
        commands -> {
          garbage.forEach(each -> commands.spublish("socket.io#/#", each));
          commands.spublish("socket.io#/#", foreign);
          return commands.spublish("socket.io#/#", event);
        });
    client.await("e");
    assertThat(client.pending()).isEmpty();
    assertThat(latest.get().health().malformed()).isEqualTo(garbage.size());
  }

  @Test
  @DisplayName("RED-23 while Redis is stopped each server serves its own, and goes on afterwards")
  void paused() {
    Server a = servers.start();
    Server b = servers.start();
    TestClient here = servers.connect(a);
    TestClient there = servers.connect(b);
    servers.redis.pause();
    try {
      a.emit("first");
      here.await("first");
      await()
          .atMost(RedisServers.PATIENCE)
          .until(() -> latest.get().health().state() == RedisState.RECONNECTING);
      a.emit("second");
      here.await("second");
      assertThat(a.socketsJoin("r"))
          .failsWithin(RedisServers.PATIENCE)
          .withThrowableThat()
          .withCauseInstanceOf(RedisUnavailableException.class);
    } finally {
      servers.redis.resume();
    }
    await()
        .atMost(RedisServers.PATIENCE)
        .untilAsserted(
            () -> {
              a.emit("again");
              assertThat(there.pending()).extracting(event -> event.name()).contains("again");
            });
  }
}
