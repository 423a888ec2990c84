package io.roomcast.testkit.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client over TCP, for tests of transports that bind a port. It speaks HTTP/1.1 and WebSocket,
 * plain or inside TLS, trusts nothing but the JDK's TLS to a library, and keeps its receive buffers
 * small, so that a client which stops reading is noticed soon. Two threads per connection.
 * Thread-safe.
 *
 * <pre>{@code
 * try (SocketPeer peer = SocketPeer.of(bound)) {
 *   PeerResponse response = peer.connect().send(PeerRequest.get("/health")).join();
 *   assertThat(response.status()).isEqualTo(200);
 * }
 * }</pre>
 */
public final class SocketPeer implements Peer {
  private static final int RECEIVE_BUFFER = 16 * 1024;
  private static final int CONNECT_MILLIS = 10_000;

  private final InetSocketAddress address;
  private final @Nullable SSLContext tls;
  private final Set<PeerConnection> open = ConcurrentHashMap.newKeySet();

  private SocketPeer(InetSocketAddress address, @Nullable SSLContext tls) {
    this.address = address;
    this.tls = tls;
  }

  /**
   * A client of a plain port.
   *
   * @param address where the transport listens
   * @return a new peer
   */
  public static SocketPeer of(InetSocketAddress address) {
    return new SocketPeer(address, null);
  }

  /**
   * A client of a TLS port. It holds the server to its certificate, which must be valid for the
   * address; see {@link io.roomcast.testkit.TestCertificate}. Shaking hands is left to a
   * connection's own threads, so a server that refuses is noticed by {@link
   * PeerConnection#ended()}.
   *
   * @param address where the transport listens
   * @param context trusts the server's certificate
   * @return a new peer
   */
  public static SocketPeer secure(InetSocketAddress address, SSLContext context) {
    return new SocketPeer(address, context);
  }

  /**
   * Whether this is a client of a TLS port.
   *
   * @return true if it was made with {@link #secure(InetSocketAddress, SSLContext)}
   */
  public boolean secure() {
    return tls != null;
  }

  @Override
  public SocketConnection connect() {
    SocketConnection connection;
    try {
      Socket wire = new Socket();
      try {
        wire.setReceiveBufferSize(RECEIVE_BUFFER);
        wire.setTcpNoDelay(true);
        wire.connect(address, CONNECT_MILLIS);
        connection = new SocketConnection(wire, tls == null ? wire : encrypted(wire, tls));
      } catch (IOException e) {
        wire.close();
        throw e;
      }
    } catch (IOException e) {
      throw new PeerDisconnectedException("cannot connect to " + address, e);
    }
    open.add(connection);
    var unused = connection.ended().thenRun(() -> open.remove(connection));
    return connection;
  }

  private SSLSocket encrypted(Socket wire, SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(wire, address.getHostString(), address.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Override
  public void close() {
    open.forEach(PeerConnection::abort);
  }
}
