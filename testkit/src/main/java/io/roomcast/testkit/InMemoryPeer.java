package io.roomcast.testkit;

import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Opens connections from one address, and remembers them as long as they are open. */
final class InMemoryPeer implements Peer {
  private final InMemoryTransport transport;
  private final InetAddress address;
  private final Set<PeerConnection> open = ConcurrentHashMap.newKeySet();

  InMemoryPeer(InMemoryTransport transport, InetAddress address) {
    this.transport = transport;
    this.address = address;
  }

  @Override
  public PeerConnection connect() {
    PeerConnection connection = transport.connect(address);
    open.add(connection);
    var unused = connection.ended().thenRun(() -> open.remove(connection));
    return connection;
  }

  @Override
  public void close() {
    open.forEach(PeerConnection::abort);
  }
}
