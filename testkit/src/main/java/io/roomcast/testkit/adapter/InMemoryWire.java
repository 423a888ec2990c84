package io.roomcast.testkit.adapter;

import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterInbox;
import io.roomcast.spi.adapter.cluster.ClusterMembership;
import io.roomcast.spi.adapter.cluster.ClusterWire;
import io.roomcast.spi.adapter.cluster.Peers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One namespace of one server of an {@link InMemoryCluster}. */
final class InMemoryWire implements ClusterWire {
  private final InMemoryCluster cluster;
  private final String server;
  private final String namespace;
  private volatile @Nullable ClusterInbox inbox;

  InMemoryWire(InMemoryCluster cluster, String server, String namespace) {
    this.cluster = cluster;
    this.server = server;
    this.namespace = namespace;
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
    cluster.enter(this);
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
      return CompletableFuture.failedStage(
          new IllegalStateException("server " + server + " is cut off"));
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

  @Override
  public CompletionStage<Void> close() {
    cluster.leave(this);
    return CompletableFuture.completedStage(null);
  }
}
