package io.roomcast.e2e;

import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import io.roomcast.transport.netty.NettyTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** What is between client and server: TCP as it is, or TLS on top of it. */
enum Wire {
  PLAIN("http"),
  TLS("https");

  /** Handshakes of TLS are work for the tests' own machine; too many at once take too long. */
  private static final Semaphore HANDSHAKES = new Semaphore(6, true);

  private final String scheme;

  Wire(String scheme) {
    this.scheme = scheme;
  }

  private static final int REMEMBERED_SESSIONS = 100;

  /** Made once, since that takes a second. */
  private static final class Contexts {
    static final SSLContext SERVER;
    static final SSLContext CLIENT;

    static {
      TestCertificate certificate = TestCertificate.create();
      SERVER = certificate.serverContext();
      CLIENT = certificate.clientContext();
      // the JDK remembers 20 000 by itself, which look like a leak
      SERVER.getServerSessionContext().setSessionCacheSize(REMEMBERED_SESSIONS);
      CLIENT.getClientSessionContext().setSessionCacheSize(REMEMBERED_SESSIONS);
    }
  }

  String scheme() {
    return scheme;
  }

  /** Trusts the server. */
  static SSLContext clientContext() {
    return Contexts.CLIENT;
  }

  /** What a client of TLS says first. */
  static byte[] clientHello() {
    SSLEngine engine = Contexts.CLIENT.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    try {
      engine.wrap(ByteBuffer.allocate(0), hello);
    } catch (SSLException e) {
      throw new AssertionError("a client of TLS cannot even begin", e);
    }
    return Arrays.copyOf(hello.array(), hello.position());
  }

  /** A transport that listens there, not started. */
  Transport transport(ServerTransport transport, InetSocketAddress address) {
    if (this == PLAIN) {
      return transport.on(address);
    }
    return switch (transport) {
      case JAVA_WEBSOCKET -> JavaWebSocketTransport.on(address).withTls(Contexts.SERVER);
      case NETTY -> NettyTransport.on(address).withTls(Contexts.SERVER);
    };
  }

  /** Connects from a local address; inside TLS with all that it takes to speak. */
  RawClient connect(InetAddress from, int port) throws IOException {
    if (this == PLAIN) {
      return new RawClient(from, port);
    }
    HANDSHAKES.acquireUninterruptibly();
    try {
      return encrypted(new Socket(InetAddress.getLoopbackAddress(), port, from, 0), port);
    } finally {
      HANDSHAKES.release();
    }
  }

  private static RawClient encrypted(Socket wire, int port) throws IOException {
    try {
      SSLSocket tls =
          (SSLSocket)
              Contexts.CLIENT.getSocketFactory().createSocket(wire, "127.0.0.1", port, true);
      RawClient client = new RawClient(wire, tls);
      tls.startHandshake();
      return client;
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }
}
