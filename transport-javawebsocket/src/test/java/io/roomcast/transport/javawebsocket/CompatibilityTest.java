package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.net.InetSocketAddress;
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
}
