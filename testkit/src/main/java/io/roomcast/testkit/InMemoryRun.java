package io.roomcast.testkit;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.wire.AddressKey;
import io.roomcast.testkit.peer.PeerConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A transport from its start to its stop: who is connected, under which limits. */
final class InMemoryRun {
  final InMemoryLoop loop;
  final InMemoryNetwork network;
  final RequestHandler handler;
  final Limits limits;

  // confined to the loop
  private final Set<InMemoryConnection> connections = new LinkedHashSet<>();
  private @Nullable CompletableFuture<Void> stopping;
  private final List<Future<?>> cuts = new ArrayList<>(1); // to come

  private volatile int connectionCount;

  InMemoryRun(InMemoryLoop loop, InMemoryNetwork network, RequestHandler handler, Limits limits) {
    this.loop = loop;
    this.network = network;
    this.handler = handler;
    this.limits = limits;
  }

  PeerConnection connect(InetSocketAddress remoteAddress) {
    InMemoryConnection connection = new InMemoryConnection(this, remoteAddress);
    connection.arrive(0, () -> accept(connection));
    return connection;
  }

  int connectionCount() {
    return connectionCount;
  }

  /** Called by a connection when it has ended. */
  void forget(InMemoryConnection connection) {
    connections.remove(connection);
    connectionCount = connections.size();
    completeStop();
  }

  CompletableFuture<Void> stop(Duration grace) {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    loop.execute(
        () -> {
          stopping = stopped;
          if (grace.isZero() || grace.isNegative()) {
            endAll();
          } else {
            List.copyOf(connections).forEach(InMemoryConnection::drain);
            cuts.add(loop.after(grace, this::endAll));
          }
          completeStop();
        });
    return stopped;
  }

  /** Ends a stop that is under way earlier, if that is earlier. */
  void shorten(Duration grace) {
    loop.execute(
        () -> {
          if (!connections.isEmpty()) {
            cuts.add(loop.after(grace, this::endAll));
          }
        });
  }

  private void accept(InMemoryConnection connection) {
    if (connection.over()) {
      return;
    }
    connections.add(connection);
    connectionCount = connections.size();
    if (stopping != null) {
      connection.end(null);
    } else if (connections.size() > limits.maxConnections()) {
      refuse(connection, "maxConnections");
    } else if (crowded(connection)) {
      refuse(connection, "maxConnectionsPerAddress");
    } else {
      connection.accepted();
    }
  }

  private void refuse(InMemoryConnection newcomer, String option) {
    limitReached(option);
    newcomer.end(null);
  }

  private boolean crowded(InMemoryConnection newcomer) {
    AddressKey address = newcomer.address();
    return connections.stream().filter(each -> each.address().equals(address)).count()
        > limits.maxConnectionsPerAddress();
  }

  /** One of them struck. On the loop. */
  void limitReached(String option) {
    InMemoryLoop.contained(() -> handler.limitReached(option));
  }

  private void endAll() {
    List.copyOf(connections).forEach(connection -> connection.end(null));
  }

  private void completeStop() {
    CompletableFuture<Void> stopped = stopping;
    if (stopped != null && connections.isEmpty()) {
      cuts.forEach(cut -> cut.cancel(false));
      // after what the ends of the connections have scheduled
      loop.execute(() -> stopped.complete(null));
    }
  }
}
