package io.roomcast.e2e.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.spi.transport.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The page of reverse proxies")
class ProxiesPageTest {
  private static final Path PAGE = PublishedSources.ROOT.resolve("docs/proxies.md");
  private static final Path CONFIGURATIONS = PublishedSources.ROOT.resolve("e2e/src/test/proxies");

  private static String configuration(String name) throws IOException {
    return Files.readString(CONFIGURATIONS.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx.conf", "haproxy.cfg", "haproxy-cookie.cfg"})
  @DisplayName("has the configurations that are tested, to the letter")
  void verbatim(String name) throws IOException {
    String language = name.endsWith(".conf") ? "nginx" : "haproxy";
    assertThat(Files.readString(PAGE))
        .contains("```" + language + "\n" + configuration(name) + "```\n");
  }

  private static List<Duration> times(String name, String option) throws IOException {
    return Pattern.compile("^ *" + option + " +(\\d+)s", Pattern.MULTILINE)
        .matcher(configuration(name))
        .results()
        .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))))
        .toList();
  }

  @Test
  @DisplayName("lets connections be silent for longer than the server does")
  void silence() throws IOException {
    EngineOptions options = EngineOptions.defaults();
    Duration longest = options.pingInterval().plus(options.pingTimeout());
    assertThat(times("nginx.conf", "proxy_(?:read|send)_timeout"))
        .hasSize(2)
        .allMatch(time -> time.compareTo(longest) > 0);
    assertThat(times("haproxy.cfg", "timeout (?:client|server|tunnel)"))
        .hasSize(3)
        .allMatch(time -> time.compareTo(longest) > 0);
  }

  @Test
  @DisplayName("gives up idle connections before the server does")
  void idle() throws IOException {
    assertThat(times("nginx.conf", "keepalive_timeout"))
        .hasSize(3)
        .allMatch(time -> time.compareTo(Limits.defaults().idleTimeout()) < 0);
  }

  @Test
  @DisplayName("lets bodies through that the server takes")
  void bodies() throws IOException {
    Matcher size =
        Pattern.compile("client_max_body_size (\\d+)m;").matcher(configuration("nginx.conf"));
    assertThat(size.find()).isTrue();
    assertThat(Integer.parseInt(size.group(1)) * 1024 * 1024)
        .isGreaterThanOrEqualTo(EngineOptions.defaults().maxPayload());
  }
}
