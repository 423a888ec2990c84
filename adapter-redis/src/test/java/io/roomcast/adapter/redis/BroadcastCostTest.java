package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A broadcast")
class BroadcastCostTest {
  private static final Pattern SENT =
      Pattern.compile("cmdstat_(?:publish|spublish|xadd):calls=(\\d+),");
  private static final int BROADCASTS = 50;
  private static final int CLIENTS = 12;

  @ParameterizedTest
  @EnumSource
  @DisplayName("is sent to Redis once, however many clients and servers it is for")
  void once(AnyAdapter adapter) {
    try (RedisServers servers = new RedisServers(connector -> adapter.on(connector).factory())) {
      Server sender = servers.start();
      List<TestClient> clients = new ArrayList<>();
      for (Server server : List.of(sender, servers.start(), servers.start())) {
        for (int i = 0; i < CLIENTS; i++) {
          TestClient client = servers.connect(server);
          client.emitWithAck("join", "room").join();
          clients.add(client);
        }
      }
      if (adapter == AnyAdapter.SHARDED) { // a room has a channel, of which servers hear by and by
        await().until(() -> servers.shardSubscribers("socket.io#/#room#") == 3);
      }
      sender.to("room").emit("e", -1);
      clients.forEach(client -> assertThat(client.await("e", Integer.class)).isEqualTo(-1));

      long before = sent(servers);
      for (int i = 0; i < BROADCASTS; i++) {
        sender.to("room").emit("e", i);
      }
      for (TestClient client : clients) {
        for (int i = 0; i < BROADCASTS; i++) {
          assertThat(client.await("e", Integer.class)).isEqualTo(i);
        }
      }
      assertThat(sent(servers) - before).isEqualTo(BROADCASTS);
    }
  }

  private static long sent(RedisServers servers) {
    return SENT.matcher(servers.ask(commands -> commands.info("commandstats")))
        .results()
        .mapToLong(calls -> Long.parseLong(calls.group(1)))
        .sum();
  }
}
