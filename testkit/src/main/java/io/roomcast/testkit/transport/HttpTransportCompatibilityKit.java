package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.SocketConnection;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The checks that every {@link Transport} passes which binds a TCP port: those of {@link
 * TransportCompatibilityKit} through raw sockets, and on top of them HTTP/1.1 and RFC 6455 byte for
 * byte. Traffic stays on the loopback interface.
 *
 * <pre>{@code
 * class MyTransportTest extends HttpTransportCompatibilityKit {
 *   @Override
 *   protected Transport createTransport(InetSocketAddress address) {
 *     return MyTransport.on(address);
 *   }
 * }
 * }</pre>
 */
public abstract class HttpTransportCompatibilityKit extends DeflateChecks {

  /** For subclasses. */
  protected HttpTransportCompatibilityKit() {}

  /**
   * Makes the transport under test.
   *
   * @param address where it is to listen; port 0 asks for any free one
   * @return not started
   */
  protected abstract Transport createTransport(InetSocketAddress address);

  @Override
  protected Transport createTransport() {
    return createTransport(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /**
   * Makes the transport under test as one that speaks TLS, and nothing else, on its port. The
   * checks of TLS are for it; without it they are skipped.
   *
   * @param context holds the server's key
   * @return not started, to listen on any free port of the loopback address; empty, unless
   *     overridden, for a transport that speaks no TLS
   */
  protected Optional<Transport> secureTransport(SSLContext context) {
    return Optional.empty();
  }

  /**
   * As {@link #secureTransport(SSLContext)}, for a transport that takes keys rather than the JDK's
   * kind of context (OpenSSL, PEM files). Override one of the two.
   *
   * @param certificate the server's key, and the certificate that goes with it
   * @return unless overridden, what {@link #secureTransport(SSLContext)} gives for the key
   */
  @Override
  protected Optional<Transport> secureTransport(TestCertificate certificate) {
    return secureTransport(certificate.serverContext());
  }

  /**
   * Whether the transport can agree on permessage-deflate. The checks of it are for one that can;
   * without it they are skipped.
   *
   * @return false, unless overridden
   */
  @Override
  protected boolean negotiatesDeflate() {
    return false;
  }

  /**
   * Makes the client side: plain sockets, unless overridden, for example with {@link
   * SocketPeer#secure} to run every check inside TLS.
   *
   * @param started what {@link #createTransport(InetSocketAddress)} made
   * @param bound the address that its start gave
   * @return connects to it
   */
  @Override
  protected SocketPeer createPeer(Transport started, InetSocketAddress bound) {
    return SocketPeer.of(bound);
  }

  @Override
  SocketConnection connectSocket() {
    return (SocketConnection) connect();
  }

  @Test
  @DisplayName("start fails where the port is taken, names the address, and leaves nothing open")
  void portTaken() {
    start();
    Transport second = createTransport(address());
    assertThat(failure(second.start(exchange -> {}, Limits.defaults())))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining(Integer.toString(address().getPort()));
    assertAlive();
    await(transport().stop(Duration.ZERO));

    assertThat(
            await(second.start(exchange -> respond(exchange, 200, "mine now"), Limits.defaults())))
        .isEqualTo(address());
    await(second.stop(Duration.ZERO));
  }

  @Test
  @DisplayName("the port is free when stop completes, with connections that were open too")
  void portFree() {
    start();
    InetSocketAddress address = address();
    for (int round = 0; round < 3; round++) {
      open().roundTrip();
      Transport before = transport();
      await(before.stop(Duration.ZERO));
      Transport next = createTransport(address);
      assertThat(await(next.start(exchange -> respond(exchange, 200, ""), Limits.defaults())))
          .isEqualTo(address);
      await(next.stop(Duration.ZERO));
      start();
      address = address();
    }
  }

  @Test
  @DisplayName("a transport of a fixed port starts there again, with connections that were open")
  void restartOnThePort() {
    start();
    InetSocketAddress address = address();
    await(transport().stop(Duration.ZERO));
    Transport fixed = createTransport(address);
    for (int round = 0; round < 3; round++) {
      start(fixed, limits().build(), bound -> createPeer(fixed, bound));
      assertThat(address()).isEqualTo(address);
      open().roundTrip();
      assertAlive();
      await(transport().stop(Duration.ZERO));
    }
  }

  @Test
  @DisplayName("two transports live side by side")
  void sideBySide() {
    start();
    Transport other = createTransport();
    InetSocketAddress bound =
        await(other.start(exchange -> respond(exchange, 200, "other"), Limits.defaults()));
    assertThat(bound.getPort()).isNotEqualTo(address().getPort());
    try (Peer peer = createPeer(other, bound)) {
      var response = peer.connect().send(io.roomcast.testkit.peer.PeerRequest.get("/"));
      assertThat(await(response).bodyText()).isEqualTo("other");
    }
    await(other.stop(Duration.ZERO));
    assertAlive();
  }
}
