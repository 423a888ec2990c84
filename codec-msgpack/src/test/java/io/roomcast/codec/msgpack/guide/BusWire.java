package io.roomcast.codec.msgpack.guide;

import io.roomcast.codec.msgpack.ClusterCodec;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.cluster.ClusterAdapter;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterInbox;
import io.roomcast.spi.adapter.cluster.ClusterWire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

final class BusWire implements ClusterWire {
  private static final ClusterCodec CODEC = new ClusterCodec();

  private final Bus.Connection connection;
  private final String subject;
  private Bus.Subscription subscription;

  BusWire(Bus.Connection connection, String namespace) {
    this.connection = connection;
    this.subject = "roomcast" + namespace;
  }

  static RoomAdapter.Factory factory(Bus.Connection connection) {
    return local ->
        new ClusterAdapter(
            local, ClusterAdapter.randomName(), new BusWire(connection, local.namespace()));
  }

  @Override
  public CompletionStage<Void> open(ClusterInbox inbox) {
    subscription = connection.subscribe(subject, bytes -> inbox.receive(bytes, CODEC::decode));
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<Void> publish(ClusterEnvelope message) {
    return connection.publish(subject, CODEC.encode(message));
  }

  @Override
  public CompletionStage<Void> close() {
    if (subscription != null) { // it was opened
      subscription.cancel();
    }
    return CompletableFuture.completedStage(null);
  }
}
