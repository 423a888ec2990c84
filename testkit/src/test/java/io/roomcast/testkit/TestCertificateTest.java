package io.roomcast.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.testkit.peer.SocketConnection;
import io.roomcast.testkit.peer.SocketPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The test certificate")
class TestCertificateTest {
  private static TestCertificate certificate;

  private SSLServerSocket server;

  @BeforeAll
  static void make() {
    certificate = TestCertificate.create();
  }

  @BeforeEach
  void listen() throws Exception {
    server =
        (SSLServerSocket)
            certificate
                .serverContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Test
  @DisplayName("is valid now, for localhost by name and by both addresses, and signs itself")
  void itself() throws Exception {
    certificate.certificate().checkValidity();
    certificate.certificate().verify(certificate.certificate().getPublicKey());
    List<String> names =
        certificate.certificate().getSubjectAlternativeNames().stream()
            .map(name -> name.get(1).toString())
            .toList();
    assertThat(names).containsExactlyInAnyOrder("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(certificate.key().getAlgorithm()).isEqualTo("EC");
  }

  @Test
  @DisplayName("reads as files do from which other programs take certificate and key")
  void pem() throws Exception {
    String file = certificate.certificatePem();
    assertThat(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(file.getBytes(US_ASCII))))
        .isEqualTo(certificate.certificate());
    List<String> lines = certificate.keyPem().lines().toList();
    assertThat(lines).first().isEqualTo("-----BEGIN PRIVATE KEY-----");
    assertThat(lines).last().isEqualTo("-----END PRIVATE KEY-----");
    byte[] key = Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1)));
    assertThat(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)))
        .isEqualTo(certificate.key());
    assertThat(List.of(file, certificate.keyPem())).allMatch(text -> text.endsWith("-\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @DisplayName("lets a client of a certain protocol in")
  void protocols(String protocol) throws Exception {
    CompletableFuture<String> spoken = serveOnce();
    try (SocketPeer peer = SocketPeer.secure(address(), certificate.clientContext(protocol))) {
      SocketConnection connection = peer.connect();
      var response = connection.exchange("GET", "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      assertThat(response.get(10, TimeUnit.SECONDS).bodyText()).isEqualTo("ok");
      assertThat(spoken.get(10, TimeUnit.SECONDS)).isEqualTo(protocol);
    }
  }

  @Test
  @DisplayName("is not trusted by the clients of another one")
  void anotherOne() throws Exception {
    CompletableFuture<String> spoken = serveOnce();
    try (SocketPeer peer = SocketPeer.secure(address(), TestCertificate.create().clientContext())) {
      peer.connect().ended().get(10, TimeUnit.SECONDS);
    }
    assertThatThrownBy(() -> spoken.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class); // an alert, or a reset that was faster
  }

  @Test
  @DisplayName("says so where there is no such protocol")
  void noSuchProtocol() {
    assertThatThrownBy(() -> certificate.clientContext("TLSv9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLSv9");
  }

  private InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** Answers one connection, and tells the protocol that it spoke. */
  private CompletableFuture<String> serveOnce() {
    return CompletableFuture.supplyAsync(
        () -> {
          try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo('G');
            socket
                .getOutputStream()
                .write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                        .getBytes(US_ASCII));
            return socket.getSession().getProtocol();
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }
}
