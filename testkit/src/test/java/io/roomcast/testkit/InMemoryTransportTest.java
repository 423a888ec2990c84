package io.roomcast.testkit;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.transport.TransportCompatibilityKit;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The in-memory transport")
class InMemoryTransportTest extends TransportCompatibilityKit {
  @Override
  protected Transport createTransport() {
    return InMemoryTransport.create();
  }

  @Override
  protected Peer createPeer(Transport started, InetSocketAddress bound) {
    return ((InMemoryTransport) started).peer();
  }
}
