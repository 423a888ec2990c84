package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The Java-WebSocket transport keeps the promises of the SPI")
class CompatibilityTest extends HttpTransportCompatibilityKit {
  @Override
  protected Transport createTransport(InetSocketAddress address) {
    return JavaWebSocketTransport.on(address);
  }

  @Override
  protected boolean negotiatesDeflate() {
    return true;
  }

  @Override
  protected Optional<Transport> secureTransport(SSLContext context) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Optional.of(JavaWebSocketTransport.on(anyPort).withTls(context));
  }
}
