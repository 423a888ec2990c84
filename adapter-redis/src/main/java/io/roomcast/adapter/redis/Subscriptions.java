package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.roomcast.adapter.redis.Topic.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is subscribed to, and who hears it. It outlives connections: each new one is {@linkplain
 * #restore given} all of it. Where a change does not reach Redis, or Redis takes a channel away
 * because it has moved to another node, the connection is reported broken, so that a new one brings
 * everything. What Redis refuses is written down with who asks for it, and is no concern of the
 * rest. Messages come on the thread that reads the connection, in their order. Thread-safe.
 */
final class Subscriptions {
  /**
   * Topics that come and go while Redis has not confirmed them. With more it does not keep up: a
   * new connection is asked for those only that are left.
   */
  static final int MOST_UNCONFIRMED = 100_000;

  /** Who hears something. */
  interface Listener {
    /** Takes what arrives. Short, never blocks, and throws nothing. */
    void onMessage(String channel, byte[] message);

    /** Where it is written down what Redis does not let it hear. */
    Refusals refusals();
  }

  /** Several, since a namespace may come back before its former adapter has gone. */
  private final Map<Topic, List<Listener>> listeners =
      new ConcurrentHashMap<>(); // lists: immutable

  /** Under it changes are both written down and sent, so that Redis has them in the same order. */
  private final Object lock = new Object();

  private final Runnable heard;
  private final BiConsumer<StatefulRedisPubSubConnection<byte[], byte[]>, Throwable> broken;
  private @Nullable Ear current; // guarded by the lock

  /**
   * {@code heard} is run before each message is delivered, and after; {@code broken} is told of a
   * connection that does not have the subscriptions that it should have.
   */
  Subscriptions(
      Runnable heard, BiConsumer<StatefulRedisPubSubConnection<byte[], byte[]>, Throwable> broken) {
    this.heard = heard;
    this.broken = broken;
  }

  /**
   * Completes when Redis has confirmed it; where there is no connection, the next one brings it.
   * Fails where Redis refuses some of it, which is then asked for again with each new connection.
   */
  CompletionStage<Void> add(Collection<Topic> topics, Listener listener) {
    return change(
        topics,
        topic -> {
          List<Listener> before = listeners.getOrDefault(topic, List.of());
          List<Listener> all = new ArrayList<>(before);
          all.add(listener);
          listeners.put(topic, List.copyOf(all));
          return before.isEmpty() || before.get(0).refusals().contains(topic);
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
          }
          listener.refusals().over(topic);
          if (!all.isEmpty()) {
            listeners.put(topic, List.copyOf(all));
            return false;
          }
          listeners.remove(topic);
          return true;
        },
        Verb.UNSUBSCRIBE);
  }

  /** Subscribes a new connection to everything. Fails where Redis refuses all of it. */
  CompletionStage<Void> restore(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    Ear ear = new Ear(connection);
    connection.addListener(ear);
    synchronized (lock) {
      current = ear;
      List<Topic> all = List.copyOf(listeners.keySet());
      return ear.send(Verb.SUBSCRIBE, all).thenAccept(refused -> restored(ear, all, refused));
    }
  }

  private void restored(Ear ear, List<Topic> asked, List<Throwable> refused) {
    if (!asked.isEmpty() && refused.size() == asked.size()) {
      throw new RedisRefusesException(refused.get(0));
    }
    asked.forEach(topic -> note(ear, topic, Refusals::restored));
  }

  /** Where that connection is still the one. */
  private void note(Ear ear, Topic topic, Consumer<Refusals> what) {
    synchronized (lock) { // who does not hear it any more is not told
      if (ear == current) {
        listeners
            .getOrDefault(topic, List.of())
            .forEach(listener -> what.accept(listener.refusals()));
      }
    }
  }

  private CompletionStage<Void> change(
      Collection<Topic> topics, Predicate<Topic> change, Verb verb) {
    synchronized (lock) {
      List<Topic> changed = topics.stream().filter(change).toList();
      Ear ear = current;
      return ear == null
          ? CompletableFuture.completedFuture(null)
          : ear.change(verb, changed)
              .exceptionally(failure -> leftToTheNextConnection(ear, failure))
              .thenAccept(Subscriptions::requireNone);
    }
  }

  private List<Throwable> leftToTheNextConnection(Ear ear, Throwable failure) {
    broken.accept(ear.connection, root(failure));
    return List.of();
  }

  private static void requireNone(List<Throwable> refused) {
    if (!refused.isEmpty()) {
      throw new RedisRefusesException(refused.get(0));
    }
  }

  private static Throwable root(Throwable failure) {
    return failure instanceof CompletionException
        ? requireNonNullElse(failure.getCause(), failure)
        : failure;
  }

  /** No permission, or no such command; a Redis Cluster that is just down is none. */
  private static boolean isRefusal(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    return cause instanceof RedisCommandExecutionException
        && (text.startsWith("NOPERM") || text.startsWith("ERR"));
  }

  private enum Verb {
    SUBSCRIBE,
    UNSUBSCRIBE
  }

  /** Hears one connection. */
  private final class Ear extends RedisPubSubAdapter<byte[], byte[]> {
    private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private final Map<String, Integer> leaving = new HashMap<>(); // shards; guarded by the lock
    private int unconfirmed; // of what has changed since the beginning; guarded by the lock

    Ear(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
      this.connection = connection;
    }

    /** As {@link #send}, but fails where too much of that is on its way. Under the lock. */
    CompletableFuture<List<Throwable>> change(Verb verb, Collection<Topic> topics) {
      int count = topics.size();
      if (unconfirmed > 0 && unconfirmed + count > MOST_UNCONFIRMED) {
        return CompletableFuture.failedFuture(
            new RedisException(
                "it is too slow: " + unconfirmed + " changes of subscriptions are unconfirmed"));
      }
      unconfirmed += count;
      return send(verb, topics)
          .whenComplete(
              (refused, failure) -> {
                synchronized (lock) {
                  unconfirmed -= count;
                }
              });
    }

    /**
     * Each in a command of its own: shard channels may be on different servers, in RESP 2 Lettuce
     * takes the second confirmation of a command for the answer to the next one, and Redis may
     * refuse any of them. Under the lock.
     *
     * @return why Redis refuses some; fails by what else goes wrong
     */
    CompletableFuture<List<Throwable>> send(Verb verb, Collection<Topic> topics) {
      RedisPubSubAsyncCommands<byte[], byte[]> commands = connection.async();
      try {
        List<CompletableFuture<Optional<Throwable>>> answers =
            topics.stream()
                .map(
                    topic ->
                        send(commands, verb, topic)
                            .handle((done, failure) -> refusal(verb, topic, failure))
                            .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            .thenApply(all -> answers.stream().flatMap(answer -> answer.join().stream()).toList());
      } catch (RejectedExecutionException gone) { // the client has been shut down
        return CompletableFuture.failedFuture(gone);
      }
    }

    private Optional<Throwable> refusal(Verb verb, Topic topic, @Nullable Throwable failure) {
      if (failure == null) {
        if (verb == Verb.SUBSCRIBE) {
          note(this, topic, refusals -> refusals.over(topic));
        }
        return Optional.empty();
      }
      Throwable cause = root(failure);
      if (verb == Verb.UNSUBSCRIBE || !isRefusal(cause)) {
        throw new CompletionException(cause);
      }
      note(this, topic, refusals -> refusals.refused(topic, cause));
      return Optional.of(cause);
    }

    private CompletionStage<Void> send(
        RedisPubSubAsyncCommands<byte[], byte[]> commands, Verb verb, Topic topic) {
      boolean on = verb == Verb.SUBSCRIBE;
      byte[] name = topic.bytes();
      return switch (topic.kind()) {
        case CHANNEL -> on ? commands.subscribe(name) : commands.unsubscribe(name);
        case PATTERN -> on ? commands.psubscribe(name) : commands.punsubscribe(name);
        case SHARD -> {
          if (!on) {
            leaving.merge(topic.name(), 1, Integer::sum);
          }
          yield on ? commands.ssubscribe(name) : commands.sunsubscribe(name);
        }
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

    @Override
    public void subscribed(byte[] channel, long count) {
      heard.run();
    }

    @Override
    public void psubscribed(byte[] pattern, long count) {
      heard.run();
    }

    @Override
    public void ssubscribed(byte[] channel, long count) {
      heard.run();
    }

    /** Where nobody has asked for it, the channel has moved to another node of a Redis Cluster. */
    @Override
    public void sunsubscribed(byte[] channel, long count) {
      heard.run();
      String name = new String(channel, UTF_8);
      synchronized (lock) {
        Integer times = leaving.remove(name);
        if (times != null) {
          if (times > 1) {
            leaving.put(name, times - 1);
          }
          return;
        }
      }
      broken.accept(connection, new RedisException("the channel " + name + " has moved"));
    }
  }

  private void deliver(Topic topic, String channel, byte[] message) {
    heard.run();
    listeners.getOrDefault(topic, List.of()).forEach(each -> each.onMessage(channel, message));
    heard.run(); // what took long to deliver is no silence
  }
}
