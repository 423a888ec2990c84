package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.roomcast.adapter.redis.Topic.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is subscribed to, and who hears it. It outlives connections: each new one is {@linkplain
 * #restore given} all of it. Messages come on the thread that reads the connection, in their order.
 * Thread-safe.
 */
final class Subscriptions extends RedisPubSubAdapter<byte[], byte[]> {

  /** Takes what arrives. Short, never blocks, and throws nothing. */
  @FunctionalInterface
  interface Listener {
    void onMessage(String channel, byte[] message);
  }

  /** Several, since a namespace may come back before its former adapter has gone. */
  private final Map<Topic, List<Listener>> listeners =
      new ConcurrentHashMap<>(); // lists: immutable

  /** Under it changes are both written down and sent, so that Redis has them in the same order. */
  private final Object lock = new Object();

  private final Runnable heard;
  private @Nullable RedisPubSubAsyncCommands<byte[], byte[]> commands; // guarded by the lock

  /** {@code heard} is run before each message is delivered, and after. */
  Subscriptions(Runnable heard) {
    this.heard = heard;
  }

  /**
   * Completes when Redis has confirmed it; where there is no connection, the next one brings it.
   */
  CompletionStage<Void> add(Collection<Topic> topics, Listener listener) {
    return change(
        topics,
        topic -> {
          List<Listener> all = new ArrayList<>(listeners.getOrDefault(topic, List.of()));
          all.add(listener);
          return listeners.put(topic, List.copyOf(all)) == null;
        },
        Verb.SUBSCRIBE);
  }

  /** Completes when Redis has confirmed it, at once where there is no connection. */
  CompletionStage<Void> remove(Collection<Topic> topics, Listener listener) {
    return change(
        topics,
        topic -> {
          List<Listener> all = new ArrayList<>(listeners.getOrDefault(topic, List.of()));
          if (!all.remove(listener)) {
            return false;
          } else if (!all.isEmpty()) {
            listeners.put(topic, List.copyOf(all));
            return false;
          }
          listeners.remove(topic);
          return true;
        },
        Verb.UNSUBSCRIBE);
  }

  /** Subscribes a new connection to everything. */
  CompletionStage<Void> restore(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    connection.addListener(this);
    synchronized (lock) {
      commands = connection.async();
      return send(connection.async(), Verb.SUBSCRIBE, listeners.keySet());
    }
  }

  private CompletionStage<Void> change(
      Collection<Topic> topics, Predicate<Topic> change, Verb verb) {
    synchronized (lock) {
      List<Topic> changed = topics.stream().filter(change).toList();
      return commands == null
          ? CompletableFuture.completedFuture(null)
          : send(commands, verb, changed).exceptionally(Subscriptions::leftToTheNextConnection);
    }
  }

  /** Unless it is Redis that refuses. */
  private static @Nullable Void leftToTheNextConnection(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof RedisCommandExecutionException) {
      throw new RedisUnavailableException("Redis refuses a subscription", cause);
    }
    return null;
  }

  private enum Verb {
    SUBSCRIBE,
    UNSUBSCRIBE
  }

  /** Shard channels go one by one, since in a cluster they are on different servers. */
  private static CompletableFuture<Void> send(
      RedisPubSubAsyncCommands<byte[], byte[]> commands, Verb verb, Collection<Topic> topics) {
    boolean on = verb == Verb.SUBSCRIBE;
    List<CompletionStage<Void>> sent = new ArrayList<>();
    byte[][] channels = names(topics, Kind.CHANNEL);
    if (channels.length > 0) {
      sent.add(on ? commands.subscribe(channels) : commands.unsubscribe(channels));
    }
    byte[][] patterns = names(topics, Kind.PATTERN);
    if (patterns.length > 0) {
      sent.add(on ? commands.psubscribe(patterns) : commands.punsubscribe(patterns));
    }
    for (byte[] shard : names(topics, Kind.SHARD)) {
      sent.add(on ? commands.ssubscribe(shard) : commands.sunsubscribe(shard));
    }
    return CompletableFuture.allOf(
        sent.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
  }

  private static byte[][] names(Collection<Topic> topics, Kind kind) {
    return topics.stream()
        .filter(topic -> topic.kind() == kind)
        .map(Topic::bytes)
        .toArray(byte[][]::new);
  }

  @Override
  public void message(byte[] channel, byte[] message) {
    String name = new String(channel, UTF_8);
    deliver(Topic.channel(name), name, message);
  }

  @Override
  public void message(byte[] pattern, byte[] channel, byte[] message) {
    deliver(
        new Topic(Kind.PATTERN, new String(pattern, UTF_8)), new String(channel, UTF_8), message);
  }

  @Override
  public void smessage(byte[] channel, byte[] message) {
    String name = new String(channel, UTF_8);
    deliver(Topic.shard(name), name, message);
  }

  private void deliver(Topic topic, String channel, byte[] message) {
    heard.run();
    listeners.getOrDefault(topic, List.of()).forEach(each -> each.onMessage(channel, message));
    heard.run(); // what took long to deliver is no silence
  }
}
