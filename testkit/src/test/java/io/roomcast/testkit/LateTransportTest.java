package io.roomcast.testkit;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.transport.TransportCompatibilityKit;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The in-memory transport on a slow network")
class LateTransportTest extends TransportCompatibilityKit {
  private static final Faults LATE =
      Faults.seeded(11).delaying(Duration.ofNanos(300_000)).splitting(64 * 1024);

  @Override
  protected Transport createTransport() {
    return InMemoryTransport.create(LATE);
  }

  @Override
  protected Peer createPeer(Transport started, InetSocketAddress bound) {
    return ((InMemoryTransport) started).peer();
  }
}
