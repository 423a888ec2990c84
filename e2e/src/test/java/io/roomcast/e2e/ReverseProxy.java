package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A reverse proxy that ends TLS on a free port of 127.0.0.1, in front of two servers: with the
 * configuration of docs/proxies.md, in which only addresses, files and times are replaced by those
 * of the test. Where the program is missing the test is skipped with a reason, except on a CI
 * machine, where that is a failure.
 */
final class ReverseProxy implements AutoCloseable {
  private static final Path FILES = Path.of("src", "test", "proxies");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** So long may a connection be silent. The pings of the tests' servers come more often. */
  private static final String SILENCE = "8s";

  /** Which, and by what it knows where a session is. */
  enum Kind {
    NGINX("nginx"),
    HAPROXY("haproxy"),
    HAPROXY_WITH_COOKIES("haproxy");

    private final String program;

    Kind(String program) {
      this.program = program;
    }

    /** Whether the clients must keep cookies. */
    boolean needsCookies() {
      return this == HAPROXY_WITH_COOKIES;
    }

    /** Whether it asks the servers if they want newcomers. */
    boolean checksHealth() {
      return this != NGINX;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private final LoopbackPort port = LoopbackPort.free();
  private final Path folder;
  private final Process process;

  /** Starts it; it listens when this returns. */
  ReverseProxy(Kind kind, int serverA, int serverB) throws IOException {
    String program = require(kind.program).toString();
    folder = Files.createTempDirectory("roomcast-proxy");
    TestCertificate certificate = TestCertificate.create();
    Files.writeString(certificate(), certificate.certificatePem());
    Files.writeString(folder.resolve("key.pem"), certificate.keyPem());
    Files.writeString(
        folder.resolve("both.pem"), certificate.certificatePem() + certificate.keyPem());
    Map<String, String> servers =
        Map.of("10.0.0.11:8080", "127.0.0.1:" + serverA, "10.0.0.12:8080", "127.0.0.1:" + serverB);
    String text = replace(configuration(kind), servers);
    List<String> command = kind == Kind.NGINX ? nginx(program, text) : haproxy(program, text);
    process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    try {
      Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive() || port.isOpen());
      assertThat(process.isAlive()).as(() -> said()).isTrue();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static Path require(String program) {
    Optional<Path> found = Program.find(program);
    String missing = "there is no " + program + ": install your system's package";
    if (found.isEmpty() && System.getenv("CI") != null) {
      throw new IllegalStateException(missing);
    }
    assumeTrue(found.isPresent(), missing);
    return found.orElseThrow();
  }

  private static String configuration(Kind kind) throws IOException {
    String text =
        Files.readString(FILES.resolve(kind == Kind.NGINX ? "nginx.conf" : "haproxy.cfg"));
    return kind == Kind.HAPROXY_WITH_COOKIES
        ? text.substring(0, text.indexOf("\nbackend chat\n") + 1)
            + Files.readString(FILES.resolve("haproxy-cookie.cfg"))
        : text;
  }

  /** In one process, which needs no other user and leaves nothing behind. */
  private List<String> nginx(String program, String text) throws IOException {
    Files.writeString(
        folder.resolve("chat.conf"),
        replace(
            text,
            Map.of(
                "listen 443 ssl", "listen 127.0.0.1:" + port + " ssl",
                "/etc/ssl/chat/chain.pem", certificate().toString(),
                "/etc/ssl/chat/key.pem", folder.resolve("key.pem").toString(),
                "/var/log/nginx/chat.log", accessLog().toString(),
                " 75s", " " + SILENCE)));
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr;
        events { }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          include chat.conf;
        }
        """);
    return List.of(program, "-p", folder.toString(), "-c", "nginx.conf", "-e", "stderr");
  }

  private List<String> haproxy(String program, String text) throws IOException {
    Files.writeString(folder.resolve("global.cfg"), "global\n    maxconn 1000\n");
    Files.writeString(
        folder.resolve("haproxy.cfg"),
        replace(
            text,
            Map.of(
                "bind :443", "bind 127.0.0.1:" + port,
                "/etc/haproxy/chat.pem", folder.resolve("both.pem").toString(),
                " 75s", " " + SILENCE)));
    return List.of(program, "-db", "-f", "global.cfg", "-f", "haproxy.cfg");
  }

  private static String replace(String text, Map<String, String> replacements) {
    String replaced = text;
    for (Map.Entry<String, String> each : replacements.entrySet()) {
      assertThat(replaced).contains(each.getKey());
      replaced = replaced.replace(each.getKey(), each.getValue());
    }
    return replaced;
  }

  /** What clients have to trust. */
  Path certificate() {
    return folder.resolve("cert.pem");
  }

  String url() {
    return "https://127.0.0.1:" + port;
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** Where nginx writes down what it was asked for. */
  Path accessLog() {
    return folder.resolve("access.log");
  }

  /** What it has printed. */
  String said() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
