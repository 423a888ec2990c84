package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.SocketPeer;
import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Java-WebSocket transport keeps every promise of the SPI inside TLS, too")
class TlsCompatibilityTest extends HttpTransportCompatibilityKit {
  private static TestCertificate certificate;

  @BeforeAll
  static void createCertificate() {
    certificate = TestCertificate.create();
  }

  @Override
  protected Transport createTransport(InetSocketAddress address) {
    return JavaWebSocketTransport.on(address).withTls(certificate.serverContext());
  }

  @Override
  protected Optional<Transport> secureTransport(SSLContext context) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Optional.of(JavaWebSocketTransport.on(anyPort).withIoThreads(1).withTls(context));
  }

  @Override
  protected SocketPeer createPeer(Transport started, InetSocketAddress bound) {
    return SocketPeer.secure(bound, certificate.clientContext());
  }
}
