package io.roomcast.transport.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.peer.SocketPeer;
import io.roomcast.testkit.transport.HttpTransportCompatibilityKit;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** With references that are counted, so that a lost engine is noticed as a lost buffer is. */
@DisplayName("The Netty transport keeps every promise inside TLS by OpenSSL")
class OpenSslTest extends HttpTransportCompatibilityKit {
  private static final TestCertificate CERTIFICATE = TestCertificate.create();
  private static final Map<TestCertificate, SslContext> CONTEXTS = new ConcurrentHashMap<>();

  @BeforeAll
  static void whereThereIsOpenSsl() {
    assumeTrue(OpenSsl.isAvailable(), () -> "no OpenSSL here: " + OpenSsl.unavailabilityCause());
  }

  @AfterAll
  static void release() {
    CONTEXTS.values().forEach(ReferenceCountUtil::release);
    CONTEXTS.clear();
  }

  private static NettyTransport secure(InetSocketAddress address, TestCertificate certificate) {
    return NettyTransport.on(address)
        .withTls(CONTEXTS.computeIfAbsent(certificate, OpenSslTest::context));
  }

  private static SslContext context(TestCertificate certificate) {
    try {
      return SslContextBuilder.forServer(certificate.key(), certificate.certificate())
          .sslProvider(SslProvider.OPENSSL_REFCNT)
          .build();
    } catch (SSLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Transport createTransport(InetSocketAddress address) {
    return secure(address, CERTIFICATE);
  }

  @Override
  protected boolean negotiatesDeflate() {
    return true;
  }

  @Override
  protected SocketPeer createPeer(Transport started, InetSocketAddress bound) {
    return SocketPeer.secure(bound, CERTIFICATE.clientContext());
  }

  @Override
  protected Optional<Transport> secureTransport(TestCertificate certificate) {
    return Optional.of(secure(Scene.ANY, certificate));
  }
}
