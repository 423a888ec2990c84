package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process with nothing but Redis: hears everything that is published, and publishes anything. */
final class RawRedis implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  /** What was published. */
  record Heard(String channel, String hex) {
    String text() {
      return new String(HexFormat.of().parseHex(hex), UTF_8);
    }

    @Override
    public String toString() {
      return channel + " " + text();
    }
  }

  private final RedisClient client;
  private final StatefulRedisPubSubConnection<byte[], byte[]> subscriber;
  private final StatefulRedisPubSubConnection<byte[], byte[]> publisher;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  /** It counts as no server, for it subscribes by a pattern. */
  RawRedis(String uri) {
    client = RedisClient.create(uri);
    subscriber = client.connectPubSub(ByteArrayCodec.INSTANCE);
    publisher = client.connectPubSub(ByteArrayCodec.INSTANCE);
    subscriber.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(byte[] pattern, byte[] channel, byte[] message) {
            heard.add(new Heard(new String(channel, UTF_8), HexFormat.of().formatHex(message)));
          }
        });
    subscriber.sync().psubscribe("*".getBytes(UTF_8));
  }

  /** From now on it counts as a server that never answers, unless the test does. */
  void countAsServer(String namespace) {
    subscriber.sync().subscribe(("socket.io-request#" + namespace + "#").getBytes(UTF_8));
  }

  void publish(String channel, String json) {
    publish(channel, json.getBytes(UTF_8));
  }

  void publishHex(String channel, String hex) {
    publish(channel, HexFormat.of().parseHex(hex));
  }

  void publish(String channel, byte[] message) {
    publisher.sync().publish(channel.getBytes(UTF_8), message);
  }

  /** The next message on a channel; those on others are passed over. */
  Heard await(String channel) {
    return await(message -> message.channel().equals(channel), channel);
  }

  Heard await(Predicate<Heard> fits, String what) {
    try {
      for (Heard next; (next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) != null; ) {
        if (fits.test(next)) {
          return next;
        }
      }
      throw new AssertionError("nothing on " + what);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** All that was published before this, by whomever, is no such thing. */
  void assertNothing(Predicate<Heard> unwanted) {
    publish("marker", "");
    for (Heard next = next(); !next.channel().equals("marker"); next = next()) {
      assertThat(next).matches(unwanted.negate());
    }
  }

  private Heard next() {
    return await(any -> true, "any channel");
  }

  /** How many connections have subscribed to a channel. */
  long subscribers(String channel) {
    return publisher.sync().pubsubNumsub(channel.getBytes(UTF_8)).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** The same, of whatever kind it is. */
  long subscribers(Topic topic) {
    return topic.kind() == Topic.Kind.SHARD
        ? publisher.sync().pubsubShardNumsub(topic.bytes()).values().stream()
            .mapToLong(Long::longValue)
            .sum()
        : subscribers(topic.name());
  }

  long patterns() {
    return publisher.sync().pubsubNumpat();
  }

  /** Redis does nothing for so long. */
  void pauseClients(Duration time) {
    publisher.sync().clientPause(time.toMillis());
  }

  /** Ends the connections of all who have subscribed; they may come back. */
  void breakOffSubscribers() {
    publisher.sync().clientKill(KillArgs.Builder.typePubsub());
  }

  @Override
  public void close() {
    subscriber.close();
    publisher.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
