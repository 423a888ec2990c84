package io.roomcast.transport.netty;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.SocketPeer;
import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Netty transport keeps every promise inside TLS")
class InsideTlsTest extends HttpTransportCompatibilityKit {
  private static final TestCertificate CERTIFICATE = TestCertificate.create();

  @Override
  protected Transport createTransport(InetSocketAddress address) {
    return NettyTransport.on(address).withTls(CERTIFICATE.serverContext());
  }

  @Override
  protected boolean negotiatesDeflate() {
    return true;
  }

  @Override
  protected SocketPeer createPeer(Transport started, InetSocketAddress bound) {
    return SocketPeer.secure(bound, CERTIFICATE.clientContext());
  }
}
