package io.roomcast.adapter.redis;

import io.lettuce.core.XAddArgs;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterInbox;
import io.roomcast.spi.adapter.cluster.ClusterLog;
import io.roomcast.spi.adapter.cluster.ClusterMembership;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import io.roomcast.spi.adapter.cluster.ClusterWire;
import io.roomcast.spi.adapter.cluster.Peers;
import io.roomcast.spi.codec.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One namespace of one server: what all are to do goes through a stream, which Redis keeps for
 * those that were away; questions and answers go by publish and subscribe, since nobody wants them
 * later.
 */
final class StreamsWire
    implements ClusterWire, ClusterLog, Subscriptions.Listener, StreamReader.Listener {
  private final String namespace;
  private final String main;
  private final Function<String, Topic> topics;
  private final String server;
  private final StreamReaders readers;
  private final Lease lease;
  private final Arrivals arrivals;
  private final Refusals refusals;
  private final OwnEntries own;
  private final StreamSessions sessions;
  private volatile @Nullable ClusterInbox inbox;
  private volatile boolean closed;

  /** {@code topics} makes channels what is subscribed to; what takes long is for the executor. */
  StreamsWire(
      String namespace,
      String server,
      String prefix,
      Function<String, Topic> topics,
      StreamReaders readers,
      SharedConnections shared,
      HealthMonitor health,
      Executor executor) {
    this.namespace = namespace;
    this.server = server;
    this.main = prefix + "#" + namespace + "#";
    this.topics = topics;
    this.readers = readers;
    this.lease = new Lease(shared, this::leave);
    this.arrivals = new Arrivals(server, health);
    this.refusals = new Refusals(namespace, health);
    this.own = new OwnEntries(lease::execute);
    this.sessions = new StreamSessions(namespace, readers, lease, executor);
  }

  private String channel(String name) {
    return main + name + "#";
  }

  private List<Topic> subscriptions() {
    return List.of(topics.apply(main), topics.apply(channel(server)));
  }

  @Override
  public CompletionStage<Void> open(ClusterInbox opened) {
    inbox = opened;
    return lease.open(
        redis -> {
          CompletionStage<Void> subscribed = redis.subscribe(subscriptions(), this);
          return subscribed
              .handle((done, refused) -> readers.add(redis, namespace, this))
              .thenCompose(Function.identity())
              .thenCompose(reading -> subscribed);
        });
  }

  @Override
  public CompletionStage<Void> close() {
    closed = true;
    own.lost();
    return lease.close();
  }

  private CompletionStage<Void> leave(RedisConnections redis) {
    return readers
        .remove(namespace, this)
        .handle((closed, failure) -> redis.unsubscribe(subscriptions(), this))
        .thenCompose(Function.identity());
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
  public void onEntry(StreamEntry entry, String id) {
    own.passed(id);
    Optional<Long> number = entry.number(server);
    ClusterInbox receiver = inbox;
    if (number.isPresent()) {
      own.read(number.get(), id);
    } else if (receiver != null) {
      Placed placed = new Placed(receiver, id);
      own.readOther(() -> arrivals.deliver(entry, StreamEntry::envelope, placed));
    }
  }

  @Override
  public CompletionStage<Void> onPosition(String id) {
    own.passed(id);
    return own.settled();
  }

  /** What is put there has its place in the stream. */
  private record Placed(ClusterInbox inbox, String id) implements ClusterInbox {
    @Override
    public void receive(ClusterEnvelope message) {
      inbox.receive(message, id);
    }

    @Override
    public void malformed(DecodeException why) {
      inbox.malformed(why);
    }
  }

  @Override
  public void onLost() {
    own.lost();
  }

  @Override
  public CompletionStage<Void> publish(ClusterEnvelope envelope) {
    return isKept(envelope.message())
        ? append(StreamEntry.of(envelope)).thenAccept(id -> {})
        : publish(main, envelope);
  }

  private static boolean isKept(ClusterMessage message) {
    return message instanceof ClusterMessage.Broadcast
        || message instanceof ClusterMessage.SocketsJoin
        || message instanceof ClusterMessage.SocketsLeave
        || message instanceof ClusterMessage.DisconnectSockets;
  }

  @Override
  public Optional<ClusterLog> log() {
    return Optional.of(this);
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public CompletionStage<Void> append(ClusterEnvelope envelope, Consumer<Optional<String>> turn) {
    StreamEntry entry = StreamEntry.of(envelope);
    CompletableFuture<Void> taken = new CompletableFuture<>();
    long number =
        expect(
            offset -> {
              try {
                turn.accept(offset);
              } finally {
                taken.complete(null);
              }
            },
            entry.size());
    CompletionStage<String> appended =
        append(entry.numbered(number))
            .whenComplete(
                (id, failure) -> {
                  if (failure == null) {
                    own.appended(number, id);
                  } else {
                    own.failed(number);
                  }
                });
    if (closed || !readers.find(namespace).map(StreamReader::following).orElse(false)) {
      own.lost(); // local rooms go on
    }
    CompletableFuture<Void> outcome = new CompletableFuture<>();
    var unused =
        appended.whenComplete(
            (id, failure) -> {
              var unusedToo =
                  taken.whenComplete(
                      (done, never) -> {
                        if (failure == null) {
                          outcome.complete(null);
                        } else {
                          outcome.completeExceptionally(failure);
                        }
                      });
            });
    return outcome;
  }

  private long expect(Consumer<Optional<String>> turn, int size) {
    try {
      return own.expect(turn, size);
    } catch (RejectedExecutionException full) {
      arrivals.health().dropped.increment();
      throw full;
    }
  }

  /** Ends with the id of the entry. */
  private CompletionStage<String> append(StreamEntry entry) {
    StreamSettings settings = readers.settings();
    byte[] stream = settings.stream(namespace).getBytes(StandardCharsets.UTF_8);
    XAddArgs trimmed = new XAddArgs().maxlen(settings.maxLength()).approximateTrimming();
    return lease.use(
        redis ->
            redis.counted(entry.size(), commands -> commands.xadd(stream, trimmed, entry.body())));
  }

  @Override
  public CompletionStage<Void> respond(String asker, ClusterEnvelope response) {
    return publish(channel(asker), response);
  }

  private CompletionStage<Void> publish(String channel, ClusterEnvelope envelope) {
    byte[] bytes = Arrivals.CODEC.encodeMessagePack(envelope);
    return lease.use(
        redis ->
            topics.apply(channel).kind() == Topic.Kind.SHARD
                ? redis.publishToShard(channel, bytes)
                : redis.publish(channel, bytes));
  }

  @Override
  public Optional<ClusterMembership> membership() {
    return Optional.of(
        () ->
            lease
                .use(redis -> redis.subscribers(topics.apply(main)))
                .thenApply(count -> new Peers.Counted(Math.max(0, count - 1))));
  }
}
