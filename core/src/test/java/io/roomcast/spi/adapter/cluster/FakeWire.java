package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.codec.EncodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A wire that notes what it is given, and lets a test say what arrives and who is there. */
final class FakeWire implements ClusterWire {
  final List<ClusterMessage> published = new ArrayList<>();
  final List<String> responses = new ArrayList<>();
  Optional<ClusterMembership> membership = Optional.empty();
  CompletionStage<Void> outcome = CompletableFuture.completedStage(null);
  CompletionStage<Void> opening = CompletableFuture.completedStage(null);
  boolean tooSmall; // for any answer
  ClusterInbox inbox;
  boolean closed;

  /** Servers that are known by name. */
  FakeWire named(String... names) {
    Peers peers = new Peers.Named(java.util.Set.of(names));
    membership = Optional.of(() -> CompletableFuture.completedStage(peers));
    return this;
  }

  /** A message of another server. */
  void arrive(String from, ClusterMessage message) {
    inbox.receive(new ClusterEnvelope(from, "/chat", message));
  }

  /** The name of the question that was published last. */
  String lastRequestId() {
    ClusterMessage last = published.get(published.size() - 1);
    if (last instanceof ClusterMessage.FetchSockets fetch) {
      return fetch.requestId();
    } else if (last instanceof ClusterMessage.BroadcastWithAck event) {
      return event.requestId();
    }
    return ((ClusterMessage.ServerSideEmit) last).requestId().orElseThrow();
  }

  @Override
  public CompletionStage<Void> open(ClusterInbox opened) {
    inbox = opened;
    return opening;
  }

  @Override
  public CompletionStage<Void> publish(ClusterEnvelope envelope) {
    published.add(envelope.message());
    return outcome;
  }

  @Override
  public CompletionStage<Void> respond(String server, ClusterEnvelope response) {
    if (tooSmall) {
      throw new EncodeException("too large");
    }
    responses.add(server + " " + ClusterForm.data(response.message()));
    return outcome;
  }

  @Override
  public Optional<ClusterMembership> membership() {
    return membership;
  }

  @Override
  public CompletionStage<Void> close() {
    closed = true;
    return CompletableFuture.completedStage(null);
  }
}
