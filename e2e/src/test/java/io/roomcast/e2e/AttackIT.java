package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.examples.ServerTransport;
import io.roomcast.http.StaticResources;
import io.roomcast.spi.transport.Limits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What hostile clients do to a whole server, twenty or more at a time, while decent ones must not
 * notice. Afterwards the server holds what it held before, nothing failed, and no id of a session
 * is in a log.
 */
@DisplayName("A server under attack")
class AttackIT {
  /** Of Java and JavaScript, and of the sort that empty checks let pass. */
  private static final List<String> ODD_NAMES =
      List.of(
          "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "class", "null");

  private static final int AT_ONCE = 30; // with two clients each
  private static final int DEEPEST = 63; // within the event, which is an array itself

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each(Wire.PLAIN, Wire.TLS);
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-20 ends, at once or in time, what no decent client does; others are served")
  void attacks(ServerTransport transport, Wire wire) throws Exception {
    try (Siege siege = new Siege(transport, wire);
        Assault lasting = siege.begin(LastingAttacks.all(), 1);
        Assault crowd = siege.begin(List.of(LastingAttacks.crowd()), 1)) {
      List<Attack> brief = BriefAttacks.all();
      for (int i = 0; i < brief.size(); i += AT_ONCE) {
        siege.endure(brief.subList(i, Math.min(i + AT_ONCE, brief.size())), 2);
      }
      Siege.endure(crowd, siege::standsFirm);
      Siege.endure(lasting, siege::standsFirm);
      siege.hasReached(
          "maxHeadBytes",
          "maxHeaders",
          "maxBodyBytes",
          "maxMessageBytes",
          "maxFragments",
          "maxDepth",
          "maxAttachments",
          "maxEventNameLength",
          "maxNamespaceNameLength",
          "maxRoomNameLength",
          "queryParameters");
      siege.hasReached(
          "headTimeout",
          "bodyTimeout",
          "messageTimeout",
          "packetTimeout",
          "connectTimeout",
          "idleTimeout",
          "upgradeTimeout");
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-18 sends back what is as deep as allowed, and ends who goes one level further")
  void deepest(ServerTransport transport, Wire wire) throws Exception {
    try (Siege siege = new Siege(transport, wire)) {
      String arrays = "[".repeat(DEEPEST) + "]".repeat(DEEPEST);
      String objects = "{\"a\":".repeat(DEEPEST) + "1" + "}".repeat(DEEPEST);
      try (RawClient client = siege.target().joined()) {
        for (String value : List.of(arrays, objects)) {
          String event = "42[\"echo\"," + value;
          client.frame(event + "]");
          assertThat(Target.readPacket(client, "42")).startsWith(event);
        }
        client.frame("42[\"echo\",[" + arrays + "]]");
        client.awaitClose();
      }
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName(
      "sends back numbers beyond 2^53 with all their digits, and ends who exceeds the rest")
  void largeNumbers(ServerTransport transport, Wire wire) throws Exception {
    String echo = "42[\"echo\",";
    try (Siege siege = new Siege(transport, wire);
        RawClient client = siege.target().joined()) {
      for (String number :
          List.of(
              "9007199254740993",
              "-9007199254740993",
              "9223372036854775808",
              "9".repeat(30),
              "9007199254740993.0",
              "-9007199254740992.5",
              "9.007199254740993e15",
              "3.5e22",
              "1e23",
              "-1e350",
              "1.5E+1099")) {
        client.frame(echo + number + "]");
        String answer = Target.readPacket(client, echo);
        String sentBack = answer.substring(echo.length(), answer.indexOf(',', echo.length()));
        assertThat(new BigDecimal(sentBack)).isEqualByComparingTo(number);
        assertThat(sentBack).hasSizeLessThan(number.length() + 20);
      }
      client.frame(echo + "1e999999999]");
      client.awaitClose();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-17 takes the names of prototypes for names: as sid, room and key of auth")
  void oddNames(ServerTransport transport, Wire wire) throws Exception {
    try (Siege siege = new Siege(transport, wire)) {
      for (String name : ODD_NAMES) {
        try (RawClient client = siege.target().connect()) {
          client.get(name);
          assertThat(client.answer()).startsWith("HTTP/1.1 400 ").contains("\"code\":1");
        }
        try (RawClient client = siege.target().joined();
            RawClient outsider = siege.target().joined()) {
          client.frame("420[\"join\",\"" + name + "\"]");
          Target.readPacket(client, "430[]");
          assertThat(siege.io().rooms()).contains(name);
          outsider.frame("42[\"direct\",{\"room\":\"" + name + "\",\"text\":\"psst\"}]");
          outsider.frame("420[\"ack\",1]");
          assertThat(Target.readPacket(client, "42")).startsWith("42[\"said\",\"psst\"");
          assertThat(Target.readPacket(outsider, "4")).isEqualTo("430[1]");

          client.frame("40/chat,{\"" + name + "\":{\"name\":\"mallory\"}}");
          Target.readPacket(client, "40/chat,{");
          assertThat(Target.readPacket(client, "42/chat,")).startsWith("42/chat,[\"welcome\",\"\"");
        }
      }
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("never takes an id that a client chose for its session")
  void fixation(ServerTransport transport, Wire wire) throws Exception {
    String chosen = "chosen-by-an-attacke";
    String cookie = "Cookie: io=" + chosen + "; sid=" + chosen + "\r\n";
    try (Siege siege = new Siege(transport, wire)) {
      try (RawClient client = siege.target().connect()) {
        client.get(chosen);
        assertThat(client.answer()).startsWith("HTTP/1.1 400 ").contains("\"code\":1");
      }
      try (RawClient client = siege.target().connect()) {
        client.send(
            "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n" + cookie + "\r\n");
        String answer = client.answer();
        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain(chosen);
        client.post(RawClient.sessionId(answer), "1");
        client.response();
        client.get(chosen);
        assertThat(client.answer()).startsWith("HTTP/1.1 400 ").contains("\"code\":1");
      }
      try (RawClient client = siege.target().opened()) {
        client.frame("40{\"sid\":\"" + chosen + "\",\"pid\":\"" + chosen + "\",\"offset\":\"1\"}");
        assertThat(Target.readPacket(client, "40{")).doesNotContain(chosen);
      }
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-9 tells the browser of a foreign page nothing that would let it read")
  void foreignPage(ServerTransport transport, Wire wire) throws Exception {
    String origin = "Origin: http://evil.example\r\n";
    try (Siege siege = new Siege(transport, wire);
        RawClient page = siege.target().connect()) {
      page.get("", origin + "Cookie: user=ada\r\n");
      String answer = page.answer();
      assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContainIgnoringCase("access-control");
      page.post(RawClient.sessionId(answer), "1");
      page.response();
      page.send(
          "OPTIONS /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n"
              + origin
              + "Access-Control-Request-Method: POST\r\n\r\n");
      assertThat(page.answer())
          .startsWith("HTTP/1.1 400 ")
          .doesNotContainIgnoringCase("access-control");
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("gives away no file outside the folder, however the way there is written")
  void traversal(ServerTransport transport, Wire wire, @TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("secret.txt"), "the secret");
    Path open = Files.createDirectories(folder.resolve("open/inner"));
    Files.writeString(open.resolve("page.txt"), "the page");
    Files.writeString(folder.resolve("open/.hidden"), "the secret");
    StaticResources resources = StaticResources.inFolder(folder.resolve("open"));
    try (Siege siege = new Siege(transport, wire, it -> it.resources(resources))) {
      assertThat(get(siege, "/inner/page.txt")).startsWith("HTTP/1.1 200 ").endsWith("the page");
      for (String up : List.of("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "..%00", "%c0%ae.")) {
        for (String slash :
            List.of("/", "%2f", "%5c", "\\", "%252f", "//", "/./", ";/", "%c0%af")) {
          for (String way :
              List.of(
                  "/" + up + slash + "secret.txt",
                  "/inner" + slash + up + slash + up + slash + "secret.txt",
                  "/socket.io/" + up + slash + up + slash + "secret.txt",
                  "/inner" + slash + up + slash + ".hidden")) {
            assertThat(get(siege, way))
                .as(way)
                .matches("(?s)HTTP/1.1 40[04] .*")
                .doesNotContain("the secret");
          }
        }
      }
      for (String way :
          List.of(
              "//secret.txt",
              "/" + folder.resolve("secret.txt"),
              "/file:" + folder.resolve("secret.txt"),
              "http://localhost/../secret.txt",
              "/.hidden",
              "/%2ehidden",
              "/inner/page.txt%00.html",
              "/inner/page.txt/../../../secret.txt")) {
        assertThat(get(siege, way)).as(way).doesNotContain("the secret", " 200 ");
      }
      siege.leavesNothing();
    }
  }

  private static String get(Siege siege, String target) throws IOException {
    try (RawClient client = siege.target().connect()) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      return client.answer();
    }
  }

  @ParameterizedTest(name = "server on {0}")
  @MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
  @DisplayName("spends no time on two hundred clients of TLS that say nothing")
  void silentTls(ServerTransport transport) throws Exception {
    Duration window = Duration.ofSeconds(2);
    List<RawClient> silent = new ArrayList<>();
    Limits patient = Limits.builder().headTimeout(Duration.ofMinutes(5)).build();
    try (ConformanceServer server =
        new ConformanceServer(Wire.TLS, transport, Server.builder().limits(patient))) {
      Target target = new Target(Wire.TLS, server.port());
      try (Witness witness = Witness.at(target)) {
        for (int i = 0; i < 200; i++) {
          silent.add(target.connectPlain());
        }
        Witness.visit(target); // so the server has accepted all that came before
        long before = cpuNanos();
        await().pollDelay(window).until(() -> true);
        assertThat(cpuNanos() - before)
            .as("nanoseconds of the server's own threads")
            .isLessThan(window.toNanos() / 10);
        witness.isServed();
        for (RawClient client : silent) {
          assertThat(client.endsWithin(Duration.ofMillis(1))).as("it was sent away").isFalse();
        }
      }
    } finally {
      for (RawClient client : silent) {
        client.close();
      }
    }
  }

  private static long cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("roomcast"))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
        .sum();
  }
}
