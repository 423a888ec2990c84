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
import java.util.concurrent.RejectedExecutionException;
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

  /**
   * Each in a command of its own: shard channels may be on different servers, and in RESP 2 Lettuce
   * takes the second confirmation of a command for the answer to the next one.
   */
  private static CompletableFuture<Void> send(
      RedisPubSubAsyncCommands<byte[], byte[]> commands, Verb verb, Collection<Topic> topics) {
    try {
      return CompletableFuture.allOf(
          topics.stream()
              .map(topic -> send(commands, verb, topic).toCompletableFuture())
              .toArray(CompletableFuture[]::new));
    } catch (RejectedExecutionException gone) { // the client has been shut down
      return CompletableFuture.failedFuture(gone);
    }
  }

  private static CompletionStage<Void> send(
      RedisPubSubAsyncCommands<byte[], byte[]> commands, Verb verb, Topic topic) {
    boolean on = verb == Verb.SUBSCRIBE;
    byte[] name = topic.bytes();
    return switch (topic.kind()) {
      case CHANNEL -> on ? commands.subscribe(name) : commands.unsubscribe(name);
      case PATTERN -> on ? commands.psubscribe(name) : commands.punsubscribe(name);
      case SHARD -> on ? commands.ssubscribe(name) : commands.sunsubscribe(name);
    };
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
