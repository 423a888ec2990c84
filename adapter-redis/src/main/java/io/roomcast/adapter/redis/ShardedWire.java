package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterInbox;
import io.roomcast.spi.adapter.cluster.ClusterMembership;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import io.roomcast.spi.adapter.cluster.ClusterWire;
import io.roomcast.spi.adapter.cluster.Peers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One namespace of one server on shard channels: a main one, one for answers, some for rooms. */
final class ShardedWire implements ClusterWire, Subscriptions.Listener {
  private final LocalRooms local;
  private final ShardedChannels channels;
  private final Topic main;
  private final Topic answers;
  private final Lease lease;
  private final Arrivals arrivals;
  private final LatelyJoined latelyJoined;
  private final Refusals refusals;
  private final Set<Topic> rooms = new HashSet<>(); // guarded by this, as what follows
  private boolean subscribing;
  private volatile CompletionStage<Void> subscribed = CompletableFuture.completedFuture(null);
  private volatile @Nullable ClusterInbox inbox;

  ShardedWire(
      LocalRooms local,
      String server,
      ShardedChannels channels,
      SharedConnections shared,
      HealthMonitor health) {
    this.local = local;
    this.channels = channels;
    this.main = Topic.shard(channels.main());
    this.answers = Topic.shard(channels.named(server));
    this.lease = new Lease(shared, this::unsubscribe);
    this.arrivals = new Arrivals(server, health);
    this.latelyJoined = new LatelyJoined(local);
    this.refusals = new Refusals(local.namespace(), health);
  }

  @Override
  public CompletionStage<Void> open(ClusterInbox opened) {
    inbox = opened;
    return lease.open(
        redis -> {
          synchronized (this) {
            subscribing = true;
            return redis.subscribe(topics(), this);
          }
        });
  }

  private List<Topic> topics() {
    List<Topic> topics = new ArrayList<>(rooms);
    topics.add(main);
    topics.add(answers);
    return topics;
  }

  @Override
  public CompletionStage<Void> close() {
    return lease.close();
  }

  private synchronized CompletionStage<Void> unsubscribe(RedisConnections redis) {
    subscribing = false;
    CompletionStage<Void> last = redis.unsubscribe(topics(), this);
    rooms.clear();
    return last;
  }

  @Override
  public void onMessage(String channel, byte[] message) {
    ClusterInbox receiver = inbox;
    if (receiver != null) {
      arrivals.deliver(message, receiver);
    }
  }

  @Override
  public Refusals refusals() {
    return refusals;
  }

  @Override
  public CompletionStage<Void> publish(ClusterEnvelope envelope) {
    if (envelope.message() instanceof ClusterMessage.SocketsJoin join) {
      latelyJoined.add(join.rooms());
    }
    boolean joinedLately =
        envelope.message() instanceof ClusterMessage.Broadcast event
            && event.to().rooms().stream().anyMatch(latelyJoined::contains);
    return publish(joinedLately ? channels.main() : channels.of(envelope.message()), envelope);
  }

  @Override
  public CompletionStage<Void> respond(String server, ClusterEnvelope response) {
    return publish(channels.named(server), response);
  }

  private CompletionStage<Void> publish(String channel, ClusterEnvelope envelope) {
    byte[] bytes = Arrivals.CODEC.encode(envelope);
    return lease.use(redis -> redis.publishToShard(channel, bytes));
  }

  @Override
  public Optional<ClusterMembership> membership() {
    return Optional.of(
        () ->
            lease
                .use(redis -> redis.subscribers(main))
                .thenApply(count -> new Peers.Counted(Math.max(0, count - 1))));
  }

  @Override
  public void roomCreated(String room) {
    if (channels.subscribes(room, local)) {
      Topic topic = Topic.shard(channels.named(room));
      synchronized (this) {
        if (rooms.add(topic) && subscribing) {
          subscribed = lease.use(redis -> redis.subscribe(List.of(topic), this));
        }
      }
    }
  }

  @Override
  public void roomDeleted(String room) {
    Topic topic = Topic.shard(channels.named(room));
    synchronized (this) {
      if (rooms.remove(topic) && subscribing) {
        subscribed = lease.use(redis -> redis.unsubscribe(List.of(topic), this));
      }
    }
  }

  /** The subscriptions are what the rooms were when this was called, or newer; for tests. */
  CompletionStage<Void> subscribed() {
    return subscribed;
  }
}
