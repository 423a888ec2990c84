package io.roomcast.transport.javawebsocket;

import io.roomcast.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** Certificates, contexts and clients for tests of TLS. */
final class TestTls {
  static final TestCertificate CERTIFICATE = TestCertificate.create();
  static final TestCertificate OTHER = TestCertificate.create();

  private TestTls() {}

  /** The configuration of a server with the first certificate. */
  static Tls server() {
    return Tls.of(CERTIFICATE.serverContext());
  }

  /**
   * A context that shows one certificate and trusts another; runs a hook in each full handshake.
   */
  static SSLContext context(
      TestCertificate own, TestCertificate trusted, Runnable onFullHandshake) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("trusted", trusted.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new OneKey(own, onFullHandshake)}, trust.getTrustManagers(), null);
      return context;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that trusts the first certificate. */
  static RawClient connect(TestServer server, String... protocols) throws IOException {
    return new RawClient(
        socket(
            server,
            CERTIFICATE.clientContext(),
            parameters -> {
              if (protocols.length > 0) {
                parameters.setProtocols(protocols);
              }
            }));
  }

  /** A connected socket before its handshake. */
  static SSLSocket socket(TestServer server, SSLContext context, Consumer<SSLParameters> settings)
      throws IOException {
    return socket(server, context, settings, new Socket());
  }

  /** The same on top of a given socket. */
  static SSLSocket socket(
      TestServer server, SSLContext context, Consumer<SSLParameters> settings, Socket below)
      throws IOException {
    below.setTcpNoDelay(true);
    below.setSoTimeout(20_000);
    below.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port), 10_000);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", server.port, true);
    SSLParameters parameters = socket.getSSLParameters();
    settings.accept(parameters);
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** The first record of a client. */
  static byte[] hello() {
    try {
      SSLEngine engine = CERTIFICATE.clientContext().createSSLEngine("localhost", 1);
      engine.setUseClientMode(true);
      java.nio.ByteBuffer hello =
          java.nio.ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(java.nio.ByteBuffer.allocate(0), hello);
      byte[] bytes = new byte[hello.position()];
      hello.flip().get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class OneKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";
    private final TestCertificate certificate;
    private final Runnable onFullHandshake;

    OneKey(TestCertificate certificate, Runnable onFullHandshake) {
      this.certificate = certificate;
      this.onFullHandshake = onFullHandshake;
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      if (!type.equals("EC")) {
        return null;
      }
      onFullHandshake.run();
      return ALIAS;
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return ALIAS;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return certificate.key();
    }
  }
}
