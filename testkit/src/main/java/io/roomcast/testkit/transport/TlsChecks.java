package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.SocketPeer;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HTTP and WebSocket inside TLS. */
abstract class TlsChecks extends FrameChecks {

  /** Made when it is first needed, once for all kits of this JVM. */
  private static final class Shared {
    static final TestCertificate CERTIFICATE = TestCertificate.create();
  }

  protected abstract Optional<Transport> secureTransport(SSLContext context);

  @Test
  @DisplayName("TLS: an exchange says that it is secure, and one on a plain port that it is not")
  void secure() {
    startSecure(limits().build());
    var response = connect().send(PeerRequest.get("/"));
    Exchange exchange = handler().next();
    assertThat(exchange.secure()).isTrue();
    respond(exchange, 200, "inside");
    assertThat(await(response).bodyText()).isEqualTo("inside");
  }

  void startSecure(Limits limits) {
    startSecure(limits, "TLS");
  }

  /** Starts the transport with TLS, and clients that offer the given protocol. */
  void startSecure(Limits limits, String protocol) {
    Optional<Transport> secure = secureTransport(Shared.CERTIFICATE.serverContext());
    assumeTrue(secure.isPresent(), "this transport speaks no TLS");
    SSLContext client = Shared.CERTIFICATE.clientContext(protocol);
    start(secure.orElseThrow(), limits, bound -> SocketPeer.secure(bound, client));
  }
}
