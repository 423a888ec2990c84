package io.roomcast.e2e.soak;

import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The connections of one client, which can be paused and cut all at once. Thread-safe. */
final class Cable implements Peer {
  private final Peer peer;
  private final List<PeerConnection> connections = new CopyOnWriteArrayList<>();
  private boolean silent;

  Cable(Peer peer) {
    this.peer = peer;
  }

  @Override
  public PeerConnection connect() {
    PeerConnection connection = peer.connect();
    connections.add(connection);
    var unused = connection.ended().thenRun(() -> connections.remove(connection));
    return connection;
  }

  /** Stops reading for so long. */
  void pause(Duration duration) {
    connections.forEach(PeerConnection::stopReading);
    CompletableFuture.delayedExecutor(duration.toMillis(), TimeUnit.MILLISECONDS)
        .execute(this::goOn);
  }

  private synchronized void goOn() {
    if (!silent) {
      connections.forEach(PeerConnection::startReading);
    }
  }

  /** Stops reading for good. */
  synchronized void stopReading() {
    silent = true;
    connections.forEach(PeerConnection::stopReading);
  }

  /** Whether all have ended, and nothing more will come. */
  boolean ended() {
    return connections.isEmpty();
  }

  /** Resets them. */
  void cut() {
    connections.forEach(PeerConnection::abort);
  }

  @Override
  public void close() {
    cut();
  }
}
