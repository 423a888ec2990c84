package io.roomcast.e2e;

import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import io.roomcast.transport.netty.NettyTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
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

  private static final int REMEMBERED_SESSIONS = 100;
  private static final String KEY_STORE = "javax.net.ssl.keyStore";
  private static final String PASSWORD = "for a test";

  private final String scheme;

  Wire(String scheme) {
    this.scheme = scheme;
  }

  /** Made once, since that takes a second. */
  private static final class Contexts {
    static final TestCertificate CERTIFICATE = TestCertificate.create();
    static final SSLContext SERVER = server();
    static final SSLContext CLIENT = CERTIFICATE.clientContext();

    static {
      // the JDK remembers 20 000 by itself, which look like a leak
      SERVER.getServerSessionContext().setSessionCacheSize(REMEMBERED_SESSIONS);
      CLIENT.getClientSessionContext().setSessionCacheSize(REMEMBERED_SESSIONS);
    }

    /** With the keys that {@link #keysFor} has left for this process, if it has. */
    private static SSLContext server() {
      try {
        return System.getProperty(KEY_STORE) == null
            ? CERTIFICATE.serverContext()
            : SSLContext.getDefault();
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("the keys do not fit", e);
      }
    }
  }

  String scheme() {
    return scheme;
  }

  /** Trusts the server. */
  static SSLContext clientContext() {
    return Contexts.CLIENT;
  }

  /** Options for a JVM that is to serve on this wire, and keeps its keys in the file. */
  List<String> keysFor(Path file) throws IOException, GeneralSecurityException {
    if (this == PLAIN) {
      return List.of();
    }
    Certificate[] chain = {Contexts.CERTIFICATE.certificate()};
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("server", Contexts.CERTIFICATE.key(), PASSWORD.toCharArray(), chain);
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store(out, PASSWORD.toCharArray());
    }
    return List.of(
        "-D" + KEY_STORE + "=" + file,
        "-D" + KEY_STORE + "Type=PKCS12",
        "-D" + KEY_STORE + "Password=" + PASSWORD);
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

  /** Connects; inside TLS with all that it takes to speak. */
  RawClient connect(int port) throws IOException {
    return connect(InetAddress.getLoopbackAddress(), port);
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
