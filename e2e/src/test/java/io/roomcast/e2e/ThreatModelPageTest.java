package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.ServerBuilder;
import io.roomcast.adapter.redis.RedisConnector;
import io.roomcast.e2e.ThreatModelPage.Option;
import io.roomcast.e2e.ThreatModelPage.Proof;
import io.roomcast.e2e.ThreatModelPage.Threat;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.transport.Limits;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import io.roomcast.transport.netty.NettyTransport;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The threat model")
class ThreatModelPageTest {
  private static final Pattern ID = Pattern.compile("SEC-\\d+");
  private static final int LAST = 22;

  /** What the reference's maintainers had to publish about it and about what it is made of. */
  private static final List<String> ADVISORIES =
      List.of(
          "CVE-2017-16031",
          "CVE-2020-28481",
          "CVE-2020-36048",
          "CVE-2020-36049",
          "CVE-2021-32640",
          "CVE-2022-2421",
          "CVE-2022-21676",
          "CVE-2022-41940",
          "CVE-2023-31125",
          "CVE-2023-32695",
          "CVE-2024-37890",
          "CVE-2024-38355",
          "CVE-2026-33151",
          "CVE-2026-48779");

  private static final List<Class<?>> WITH_OPTIONS =
      List.of(
          ServerBuilder.class,
          EngineOptionsBuilder.class,
          Limits.Builder.class,
          CodecLimits.class,
          ConnectionStateRecovery.class,
          JavaWebSocketTransport.class,
          NettyTransport.class,
          RedisConnector.class);

  private static Map<String, List<String>> tests;
  private static List<Threat> threats;

  @BeforeAll
  static void read() throws IOException {
    tests = TestSources.names();
    threats = ThreatModelPage.threats();
  }

  private static List<String> ids(String text) {
    return ID.matcher(text).results().map(MatchResult::group).toList();
  }

  @Test
  @DisplayName("has a row for each threat of the catalogue, and for each advisory")
  void complete() {
    Set<String> found = new TreeSet<>();
    threats.forEach(threat -> found.addAll(List.of(threat.ids().split(" "))));
    found.remove("");

    List<String> expected = new ArrayList<>(ADVISORIES);
    IntStream.rangeClosed(1, LAST).forEach(n -> expected.add("SEC-" + n));
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @DisplayName("has a row for each id that a test names, and a test that names the id of each row")
  void ids() {
    Set<String> named = new TreeSet<>();
    tests.values().forEach(names -> names.forEach(name -> named.addAll(ids(name))));

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, LAST).mapToObj(n -> "SEC-" + n).toList());
  }

  @Test
  @DisplayName("names tests that there are, by words of their names or by the id of the row")
  void proofs() {
    assertThat(threats)
        .allSatisfy(
            threat -> {
              assertThat(threat.tests()).as("tests of %s", threat).isNotEmpty();
              assertThat(threat.tests())
                  .as("tests of %s", threat)
                  .allSatisfy(proof -> assertThat(provenBy(proof, threat)).isTrue());
            });
  }

  private static boolean provenBy(Proof proof, Threat threat) {
    List<String> names = tests.getOrDefault(proof.type(), List.of());
    return proof.name().isEmpty()
        ? names.stream().anyMatch(name -> ids(name).stream().anyMatch(ids(threat.ids())::contains))
        : names.stream().anyMatch(name -> name.contains(proof.name()));
  }

  @Test
  @DisplayName("names options that there are, and their defaults")
  void options() throws IOException {
    Set<String> known = new TreeSet<>();
    for (Class<?> type : WITH_OPTIONS) {
      Stream.of(type.getMethods()).map(Method::getName).forEach(known::add);
    }
    List<Option> limits = ThreatModelPage.limits();
    assertThat(limits).isNotEmpty();
    for (Threat threat : threats) {
      List<Option> options = threat.options();
      assertThat(threat.code())
          .as("each with its default: %s", threat)
          .containsExactlyElementsOf(options.stream().map(Option::name).toList());
      for (Option option : options) {
        assertThat(known).as("options, of %s", threat).contains(option.name());
        assertThat(limits)
            .as("the default on the page of limits, of %s", threat)
            .filteredOn(limit -> limit.name().equals(option.name()))
            .allMatch(option::equals);
      }
    }
    assertThat(threats).as("rows with options").anyMatch(threat -> !threat.options().isEmpty());
  }

  @Test
  @DisplayName("says of each threat what follows")
  void consequences() {
    assertThat(threats)
        .allSatisfy(
            threat -> {
              assertThat(threat.attempt()).isNotEmpty();
              assertThat(threat.bounds()).isNotEmpty();
              assertThat(threat.follows()).isNotEmpty();
            });
  }
}
