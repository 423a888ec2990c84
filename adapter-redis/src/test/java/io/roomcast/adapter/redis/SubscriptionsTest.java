package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** On connections whose Redis confirms what the test says. */
@DisplayName("What is subscribed to")
class SubscriptionsTest {
  private static final int MOST = Subscriptions.MOST_UNCONFIRMED;

  private final Queue<Answer<Void>> unconfirmed = new ArrayDeque<>();
  private final List<StatefulRedisPubSubConnection<byte[], byte[]>> broken = new ArrayList<>();
  private final Subscriptions subscriptions =
      new Subscriptions(() -> {}, (connection, cause) -> broken.add(connection));

  private final Subscriptions.Listener room =
      new Subscriptions.Listener() {
        private final Refusals refusals =
            new Refusals("/", new HealthMonitor("redis", health -> {}, InstantSource.system()));

        @Override
        public void onMessage(String channel, byte[] message) {}

        @Override
        public Refusals refusals() {
          return refusals;
        }
      };

  @SuppressWarnings("unchecked") // the proxies have no types
  private StatefulRedisPubSubConnection<byte[], byte[]> connection() {
    Object commands =
        proxy(
            RedisPubSubAsyncCommands.class,
            (self, method, arguments) -> {
              Answer<Void> confirmation = new Answer<>();
              unconfirmed.add(confirmation);
              return confirmation;
            });
    return (StatefulRedisPubSubConnection<byte[], byte[]>)
        proxy(
            StatefulRedisPubSubConnection.class,
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "async" -> commands;
                  case "equals" -> self == arguments[0];
                  case "hashCode" -> System.identityHashCode(self);
                  default -> null;
                });
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(
        SubscriptionsTest.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  private void comeAndGo(int times) {
    for (int i = 0; i < times / 2; i++) {
      var unused = subscriptions.add(List.of(Topic.shard("room")), room);
      unused = subscriptions.remove(List.of(Topic.shard("room")), room);
    }
  }

  private void confirmAll() {
    while (!unconfirmed.isEmpty()) {
      unconfirmed.remove().complete(null);
    }
  }

  @Test
  @DisplayName(
      "does not pile up for a Redis that confirms nothing: the next connection is asked for what is left")
  void slow() {
    StatefulRedisPubSubConnection<byte[], byte[]> first = connection();
    var unused = subscriptions.restore(first);
    comeAndGo(MOST);
    assertThat(unconfirmed).hasSize(MOST);
    assertThat(broken).isEmpty();

    unused = subscriptions.add(List.of(Topic.shard("one more")), room);
    assertThat(unconfirmed).hasSize(MOST);
    assertThat(broken).containsOnly(first);

    unconfirmed.clear();
    unused = subscriptions.restore(connection());
    assertThat(unconfirmed).hasSize(1);
    comeAndGo(MOST);
    assertThat(broken).hasSize(1);
  }

  @Test
  @DisplayName("changes as often as it may where Redis keeps up")
  void fast() {
    var unused = subscriptions.restore(connection());
    for (int i = 0; i < 3; i++) {
      comeAndGo(MOST);
      confirmAll();
    }
    assertThat(broken).isEmpty();
  }
}
