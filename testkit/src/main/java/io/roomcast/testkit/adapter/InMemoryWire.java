package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterInbox;
import io.roomcast.spi.adapter.cluster.ClusterLog;
import io.roomcast.spi.adapter.cluster.ClusterMembership;
import io.roomcast.spi.adapter.cluster.ClusterWire;
import io.roomcast.spi.adapter.cluster.Peers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One namespace of one server of an {@link InMemoryCluster}. */
final class InMemoryWire implements ClusterWire, ClusterLog, SessionStore {
  private final InMemoryCluster cluster;
  private final String server;
  private final String namespace;
  private final InMemoryLog log;
  private volatile @Nullable ClusterInbox inbox;
  private volatile int position;

  InMemoryWire(InMemoryCluster cluster, String server, String namespace) {
    this.cluster = cluster;
    this.server = server;
    this.namespace = namespace;
    this.log = cluster.log(namespace);
  }

  String server() {
    return server;
  }

  String namespace() {
    return namespace;
  }

  @Override
  public CompletionStage<Void> open(ClusterInbox opened) {
    inbox = opened;
    log.join(
        end -> {
          position = end;
          cluster.enter(this);
        });
    return CompletableFuture.completedStage(null);
  }

  @Override
  public Optional<ClusterMembership> membership() {
    return Optional.of(
        () ->
            CompletableFuture.completedStage(
                new Peers.Named(
                    cluster.others(this).stream()
                        .map(InMemoryWire::server)
                        .collect(Collectors.toSet()))));
  }

  @Override
  public CompletionStage<Void> publish(ClusterEnvelope message) {
    if (cluster.isCutOff(this)) {
      return CompletableFuture.failedStage(cutOff());
    }
    cluster.others(this).forEach(other -> send(other, message));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> respond(String to, ClusterEnvelope response) {
    cluster.others(this).stream()
        .filter(other -> other.server.equals(to))
        .forEach(other -> send(other, response));
    return CompletableFuture.completedStage(null);
  }

  private void send(InMemoryWire to, ClusterEnvelope message) {
    ClusterInbox receiver = to.inbox;
    if (receiver != null && !cluster.isCutOff(this) && !cluster.isCutOff(to)) {
      cluster.deliver(to, () -> receiver.receive(message));
    }
  }

  private IllegalStateException cutOff() {
    return new IllegalStateException("server " + server + " is cut off");
  }

  // ---- the log

  @Override
  public Optional<ClusterLog> log() {
    return Optional.of(this);
  }

  @Override
  public CompletionStage<Void> append(ClusterEnvelope message, Consumer<Optional<String>> turn) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (inbox == null || cluster.isCutOff(this)) {
      cluster.deliver(
          this,
          () -> {
            turn.accept(Optional.empty());
            done.completeExceptionally(cutOff());
          });
      return done;
    }
    log.append(
        message.message(),
        number -> {
          cluster.others(this).forEach(other -> send(other, message, number));
          cluster.deliver(
              this,
              () -> {
                turn.accept(Optional.of(String.valueOf(number)));
                position = number;
                done.complete(null);
              });
        });
    return done;
  }

  private void send(InMemoryWire to, ClusterEnvelope message, int number) {
    ClusterInbox receiver = to.inbox;
    if (receiver != null && !cluster.isCutOff(to)) {
      cluster.deliver(
          to,
          () -> {
            receiver.receive(message, String.valueOf(number));
            to.position = number;
          });
    }
  }

  @Override
  public SessionStore sessions() {
    return this;
  }

  @Override
  public String position() {
    return String.valueOf(position);
  }

  @Override
  public boolean isBehind(String offset, String other) {
    return Integer.parseInt(offset) > Integer.parseInt(other);
  }

  @Override
  public CompletionStage<Void> persist(StoredSession session, Duration keep) {
    return unlessCutOff(
        () -> {
          log.persist(session, keep);
          return null;
        });
  }

  @Override
  public CompletionStage<Optional<Taken>> take(String privateId) {
    return unlessCutOff(() -> log.take(privateId));
  }

  @Override
  public CompletionStage<Optional<MissedEvents>> missed(
      StoredSession session, String offset, int maxEvents, long maxBytes) {
    return unlessCutOff(() -> log.missed(session, offset, maxEvents, maxBytes));
  }

  private <T extends @Nullable Object> CompletionStage<T> unlessCutOff(Supplier<T> action) {
    return cluster.isCutOff(this)
        ? CompletableFuture.failedStage(cutOff())
        : CompletableFuture.completedStage(action.get());
  }

  @Override
  public CompletionStage<Void> close() {
    cluster.leave(this);
    return CompletableFuture.completedStage(null);
  }
}
