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
  private static final int SOCKET_ID_LENGTH = 20; // a room of this length is taken for one

  private final LocalRooms local;
  private final String main;
  private final Topic answers;
  private final SubscriptionMode mode;
  private final Lease lease;
  private final Arrivals arrivals;
  private final LatelyJoined latelyJoined;
  private final Set<Topic> rooms = new HashSet<>(); // guarded by this, as what follows
  private boolean subscribing;
  private volatile CompletionStage<Void> subscribed = CompletableFuture.completedFuture(null);
  private volatile @Nullable ClusterInbox inbox;

  ShardedWire(
      LocalRooms local,
      String server,
      String prefix,
      SubscriptionMode mode,
      SharedConnections shared,
      HealthMonitor health) {
    this.local = local;
    this.main = prefix + "#" + local.namespace() + "#";
    this.answers = Topic.shard(channel(server));
    this.mode = mode;
    this.lease = new Lease(shared);
    this.arrivals = new Arrivals(server, health);
    this.latelyJoined = new LatelyJoined(local);
  }

  /** Of a room, or of the answers for a server. */
  private String channel(String name) {
    return main + name + "#";
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
    topics.add(Topic.shard(main));
    topics.add(answers);
    return topics;
  }

  @Override
  public CompletionStage<Void> close() {
    return lease.close(
        redis -> {
          synchronized (this) {
            subscribing = false;
            CompletionStage<Void> last = redis.unsubscribe(topics(), this);
            rooms.clear();
            return last;
          }
        });
  }

  @Override
  public void onMessage(String channel, byte[] message) {
    ClusterInbox receiver = inbox;
    if (receiver != null) {
      arrivals.deliver(message, receiver);
    }
  }

  @Override
  public CompletionStage<Void> publish(ClusterEnvelope envelope) {
    if (envelope.message() instanceof ClusterMessage.SocketsJoin join) {
      latelyJoined.add(join.rooms());
    }
    return publish(channel(envelope.message()), envelope);
  }

  @Override
  public CompletionStage<Void> respond(String server, ClusterEnvelope response) {
    return publish(channel(server), response);
  }

  private CompletionStage<Void> publish(String channel, ClusterEnvelope envelope) {
    byte[] bytes = Arrivals.CODEC.encode(envelope);
    return lease.use(redis -> redis.publishToShard(channel, bytes));
  }

  /** Who answers is counted on the main channel, so questions go there; and what is for many. */
  private String channel(ClusterMessage message) {
    if (message instanceof ClusterMessage.Broadcast event && event.to().rooms().size() == 1) {
      String room = event.to().rooms().iterator().next();
      boolean ownChannel =
          switch (mode) {
            case DYNAMIC -> room.length() != SOCKET_ID_LENGTH;
            case DYNAMIC_PRIVATE -> true;
            case STATIC -> false;
          };
      if (ownChannel && !latelyJoined.contains(room)) {
        return channel(room);
      }
    }
    return main;
  }

  @Override
  public Optional<ClusterMembership> membership() {
    return Optional.of(
        () ->
            lease
                .use(redis -> redis.subscribers(Topic.shard(main)))
                .thenApply(count -> new Peers.Counted(Math.max(0, count - 1))));
  }

  @Override
  public void roomCreated(String room) {
    boolean wanted =
        switch (mode) {
          case DYNAMIC -> !local.hasSocket(room);
          case DYNAMIC_PRIVATE -> true;
          case STATIC -> false;
        };
    if (wanted) {
      Topic topic = Topic.shard(channel(room));
      synchronized (this) {
        if (rooms.add(topic) && subscribing) {
          subscribed = lease.use(redis -> redis.subscribe(List.of(topic), this));
        }
      }
    }
  }

  @Override
  public void roomDeleted(String room) {
    Topic topic = Topic.shard(channel(room));
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
