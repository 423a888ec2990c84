package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestCertificate;
import io.roomcast.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A Redis with TLS, and with users that may do only what is needed")
class RedisTlsTest {
  private static final List<String> NOBODY_ELSE = List.of("--user", "default", "off");

  private static final RedisUser USER = AnyAdapter.CLASSIC.user();

  @TempDir private Path directory;
  private final int port = RedisProcess.freePort();
  private final List<Server> servers = new ArrayList<>();
  private final List<RedisClient> clients = new ArrayList<>();
  private RedisProcess redis;
  private Path certificate;

  @BeforeEach
  void start() throws IOException {
    RedisProcess.assumeTls();
    TestCertificate made = TestCertificate.create();
    certificate = Files.writeString(directory.resolve("cert.pem"), made.certificatePem());
    Path key = Files.writeString(directory.resolve("key.pem"), made.keyPem());
    List<String> options =
        new ArrayList<>(
            List.of(
                "--tls-port",
                String.valueOf(port),
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString()));
    options.addAll(NOBODY_ELSE);
    for (AnyAdapter kind : AnyAdapter.values()) {
      options.addAll(List.of("--user", kind.user().name()));
      options.addAll(kind.user().rules());
    }
    redis = RedisProcess.system(options.toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(Duration.ZERO).join());
    clients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
    if (redis != null) {
      redis.close();
    }
  }

  private Server server(RedisConnector connector) {
    return server(AnyAdapter.CLASSIC, connector);
  }

  private Server server(AnyAdapter kind, RedisConnector connector) {
    Server server =
        Server.builder()
            .transport(InMemoryTransport.create())
            .adapter(kind.on(connector).factory())
            .build();
    servers.add(server);
    return server;
  }

  /** Trusts the certificate, and wants it to be that of the address. */
  private RedisConnector trusting(String user, String password) {
    RedisClient client = RedisClient.create();
    clients.add(client);
    client.setOptions(
        ClientOptions.builder()
            .sslOptions(SslOptions.builder().trustManager(certificate.toFile()).build())
            .build());
    return RedisConnector.using(
        client,
        RedisURI.builder()
            .withHost("127.0.0.1")
            .withPort(port)
            .withSsl(true)
            .withVerifyPeer(SslVerifyMode.FULL)
            .withAuthentication(user, password.toCharArray())
            .build());
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("joins servers, by a client that trusts its certificate")
  void together(AnyAdapter kind) {
    Server a = server(kind, trusting(kind.user().name(), RedisUser.PASSWORD));
    Server b = server(kind, trusting(kind.user().name(), RedisUser.PASSWORD));
    a.start().join();
    b.start().join();
    TestClient client = TestClient.connect(b);
    a.emit("over TLS");
    client.await("over TLS");
    assertThat(a.fetchSockets().join().requireComplete()).hasSize(1);
  }

  @Test
  @DisplayName("is not talked to where its certificate is not trusted, and the start says so")
  void untrusted() {
    Server io = server(RedisConnector.to(USER.uri(port).replace("redis:", "rediss:")));
    assertThatThrownBy(io.start()::join)
        .hasStackTraceContaining("127.0.0.1:" + port)
        .hasStackTraceContaining("unable to find valid certification path");
  }

  @Test
  @DisplayName("is not talked to by a user whose password is wrong, nor by one without a name")
  void refused() {
    assertThatThrownBy(server(trusting(USER.name(), "wrong")).start()::join)
        .hasStackTraceContaining("WRONGPASS");
    assertThatThrownBy(server(RedisConnector.to(redis.uri())).start()::join)
        .hasStackTraceContaining("NOAUTH");
  }
}
