package io.roomcast.transport.javawebsocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The settings of TLS")
class TlsSettingsTest {
  private static final SSLContext CLIENT = TestTls.CERTIFICATE.clientContext();

  private final TestServer.Echo echo = new TestServer.Echo();

  private TestServer start(Tls tls) throws Exception {
    return TestServer.start(echo, Limits.defaults(), tls);
  }

  /** Asks once, and gives the session with which it was answered. */
  private static SSLSession ask(
      TestServer server, SSLContext context, Consumer<SSLParameters> settings) throws IOException {
    SSLSocket socket = TestTls.socket(server, context, settings);
    try (RawClient client = new RawClient(socket)) {
      assertThat(client.get("/").status()).isEqualTo(200);
      return socket.getSession();
    }
  }

  private static void assertRefused(
      TestServer server, SSLContext context, Consumer<SSLParameters> settings) {
    assertThatThrownBy(() -> ask(server, context, settings)).isInstanceOf(IOException.class);
  }

  @Test
  @DisplayName("default to TLS 1.3 and 1.2, and choose http/1.1 for those who ask")
  void defaults() throws Exception {
    try (TestServer server = start(TestTls.server())) {
      assertThat(ask(server, CLIENT, all -> {}).getProtocol()).isEqualTo("TLSv1.3");
      SSLSession older = ask(server, CLIENT, all -> all.setProtocols(new String[] {"TLSv1.2"}));
      assertThat(older.getProtocol()).isEqualTo("TLSv1.2");

      SSLSocket asking =
          TestTls.socket(
              server, CLIENT, all -> all.setApplicationProtocols(new String[] {"h2", "http/1.1"}));
      try (RawClient client = new RawClient(asking)) {
        assertThat(client.get("/").status()).isEqualTo(200);
        assertThat(asking.getApplicationProtocol()).isEqualTo("http/1.1");
      }
      assertRefused(server, CLIENT, all -> all.setApplicationProtocols(new String[] {"h2"}));
    }
  }

  @Test
  @DisplayName("limit protocols and cipher suites")
  void protocolsAndSuites() throws Exception {
    Tls tls = TestTls.server().withProtocols("TLSv1.3").withCipherSuites("TLS_AES_256_GCM_SHA384");
    try (TestServer server = start(tls)) {
      assertThat(ask(server, CLIENT, all -> {}).getCipherSuite())
          .isEqualTo("TLS_AES_256_GCM_SHA384");
      assertRefused(server, CLIENT, all -> all.setProtocols(new String[] {"TLSv1.2"}));
      assertRefused(
          server,
          CLIENT,
          all -> {
            all.setProtocols(new String[] {"TLSv1.3"});
            all.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
          });
    }
  }

  @Test
  @DisplayName("that name what does not exist fail the start and say so; none at all is refused")
  void unknownNames() {
    for (Tls tls :
        new Tls[] {
          TestTls.server().withProtocols("TLSv9"), TestTls.server().withCipherSuites("ROT13")
        }) {
      JavaWebSocketTransport transport =
          JavaWebSocketTransport.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .withTls(tls);
      assertThatThrownBy(
              () ->
                  transport
                      .start(echo, Limits.defaults())
                      .toCompletableFuture()
                      .get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(TransportException.class)
          .hasMessageContaining("cannot speak TLS on")
          .hasMessageContaining("cipher suites");
      transport.stop(java.time.Duration.ZERO).toCompletableFuture().join();
    }
    assertThatThrownBy(() -> TestTls.server().withProtocols())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("protocols must not be empty");
    assertThatThrownBy(() -> TestTls.server().withCipherSuites())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cipherSuites must not be empty");
  }

  @Test
  @DisplayName("ask the supplier for each connection, so a new certificate needs no restart")
  void reload() throws Exception {
    AtomicReference<SSLContext> current =
        new AtomicReference<>(TestTls.CERTIFICATE.serverContext());
    try (TestServer server = start(Tls.from(current::get));
        RawClient before = TestTls.connect(server).upgrade()) {
      current.set(TestTls.OTHER.serverContext());
      SSLContext other = TestTls.OTHER.clientContext();
      assertThat(ask(server, other, all -> {}).getPeerCertificates()[0])
          .isEqualTo(TestTls.OTHER.certificate());
      assertRefused(server, CLIENT, all -> {});
      assertThat(before.text("as before").readFrame().text()).isEqualTo("as before");
    }
  }

  @Test
  @DisplayName("end a connection whose supplier fails, and no other")
  void supplierFails() throws Exception {
    AtomicReference<SSLContext> current =
        new AtomicReference<>(TestTls.CERTIFICATE.serverContext());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Tls tls =
        Tls.from(
            () -> {
              if (failure.get() instanceof Error error) {
                throw error;
              }
              if (failure.get() instanceof RuntimeException exception) {
                throw exception;
              }
              return current.get();
            });
    try (TestServer server = start(tls);
        RawClient before = TestTls.connect(server).upgrade()) {
      failure.set(new IllegalStateException("on purpose"));
      assertRefused(server, CLIENT, all -> {});
      failure.set(new NoClassDefFoundError("on purpose"));
      assertRefused(server, CLIENT, all -> {});
      failure.set(null);
      SSLContext working = current.getAndSet(null);
      assertRefused(server, CLIENT, all -> {});
      current.set(working);
      assertThat(ask(server, CLIENT, all -> {}).isValid()).isTrue();
      assertThat(before.text("as before").readFrame().text()).isEqualTo("as before");
    }
  }

  @Test
  @DisplayName("decide whether clients show a certificate: not asked, asked, or made to")
  void clientAuthentication() throws Exception {
    TestCertificate mine = TestTls.OTHER;
    SSLContext serverContext = TestTls.context(TestTls.CERTIFICATE, mine, () -> {});
    SSLContext known = TestTls.context(mine, TestTls.CERTIFICATE, () -> {});
    SSLContext unknown = TestTls.context(TestTls.CERTIFICATE, TestTls.CERTIFICATE, () -> {});
    for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
      Consumer<SSLParameters> settings = all -> all.setProtocols(new String[] {protocol});
      Tls tls = Tls.of(serverContext);
      try (TestServer server = start(tls)) {
        assertThat(ask(server, CLIENT, settings).getLocalCertificates()).isNull();
        assertThat(ask(server, known, settings).getLocalCertificates()).isNull();
      }
      try (TestServer server = start(tls.withClientAuthentication(Tls.ClientAuthentication.WANT))) {
        assertThat(ask(server, CLIENT, settings).getLocalCertificates()).isNull();
        assertThat(ask(server, known, settings).getLocalCertificates()).isNotNull();
        assertRefused(server, unknown, settings);
      }
      int before = echo.requests.get();
      try (TestServer server = start(tls.withClientAuthentication(Tls.ClientAuthentication.NEED))) {
        assertThat(ask(server, known, settings).getLocalCertificates()).isNotNull();
        assertRefused(server, CLIENT, settings);
        assertRefused(server, unknown, settings);
      }
      assertThat(echo.requests.get() - before).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("let a client that comes back resume its session, without the full handshake")
  void resumption(String protocol) throws Exception {
    AtomicInteger fullHandshakes = new AtomicInteger();
    SSLContext context =
        TestTls.context(TestTls.CERTIFICATE, TestTls.OTHER, fullHandshakes::incrementAndGet);
    SSLContext client = TestTls.CERTIFICATE.clientContext();
    try (TestServer server = start(Tls.of(context))) {
      ask(server, client, all -> all.setProtocols(new String[] {protocol}));
      int first = fullHandshakes.get();
      assertThat(first).isPositive();
      for (int i = 0; i < 5; i++) {
        ask(server, client, all -> all.setProtocols(new String[] {protocol}));
      }
      assertThat(fullHandshakes).hasValue(first);
      ask(server, CLIENT, all -> all.setProtocols(new String[] {protocol}));
      assertThat(fullHandshakes.get()).isGreaterThan(first);
    }
  }
}
