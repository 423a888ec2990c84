package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.Socket;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server that is attacked, a witness who must not notice, and what is known of the server before
 * and after.
 */
final class Siege implements AutoCloseable {
  /** How much the server takes of one message. */
  static final int MAX_PAYLOAD = 100_000;

  private static final Pattern OWN_THREAD =
      Pattern.compile("roomcast-(timers|.*-(io-\\d+|acceptor|selector|worker))");
  private static final Pattern ID_LETTERS = Pattern.compile("[\\w-]+");

  private final DebugLog log = new DebugLog();
  private final Set<String> secrets = ConcurrentHashMap.newKeySet();
  private final ConformanceServer server;
  private final Target target;
  private final Witness witness;
  private final State before;
  private final List<Thread> threads;

  /** What the server holds of its clients. */
  private record State(int sessions, Set<String> sockets, Set<String> rooms) {
    static State of(Server io) {
      return new State(
          io.clientsCount(),
          io.sockets().stream().map(Socket::id).collect(Collectors.toSet()),
          Set.copyOf(io.rooms()));
    }
  }

  /** Those who do no harm. */
  @FunctionalInterface
  interface Others {
    void areServed() throws IOException;
  }

  Siege(ServerTransport transport, Wire wire) throws IOException {
    this(transport, wire, options -> options);
  }

  /** With other options, or more. */
  Siege(ServerTransport transport, Wire wire, UnaryOperator<ServerBuilder> change)
      throws IOException {
    server = new ConformanceServer(wire, transport, change.apply(limited()));
    var unused = server.io().engine().onSession(session -> secrets.add(session.id()));
    server
        .io()
        .onConnection(
            socket ->
                socket.on(
                    "pry",
                    args -> {
                      var unusedAnswer = socket.emitWithAck("question");
                    }));
    target = new Target(wire, server.port());
    witness = Witness.at(target);
    Witness.visit(target);
    await().until(() -> server.io().clientsCount() == 1);
    before = State.of(server.io());
    threads = ownThreads();
    assertThat(threads).extracting(Thread::getName).anyMatch(name -> name.contains("-io-"));
  }

  /**
   * Times so short that what is stuck ends while the test waits. A body or a message has less than
   * a client has to join, and that has less than one that is silent: else the session ends first.
   */
  private static ServerBuilder limited() {
    return Server.builder()
        .connectTimeout(Duration.ofSeconds(7))
        .packetTimeout(Duration.ofSeconds(2))
        .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofSeconds(30)))
        .limits(limits().build())
        .engine(
            engine ->
                engine
                    .maxPayload(MAX_PAYLOAD)
                    .perMessageDeflate(PerMessageDeflate.defaults())
                    .pingInterval(Duration.ofSeconds(1))
                    .pingTimeout(Duration.ofSeconds(8))
                    .pollingCloseTimeout(Duration.ofMillis(500))
                    .upgradeTimeout(Duration.ofSeconds(3)));
  }

  /** Those of the transport. */
  static Limits.Builder limits() {
    return Limits.builder()
        .headTimeout(Duration.ofSeconds(4))
        .bodyTimeout(Duration.ofSeconds(5))
        .messageTimeout(Duration.ofSeconds(5))
        .idleTimeout(Duration.ofSeconds(8))
        .closeTimeout(Duration.ofMillis(500));
  }

  Server io() {
    return server.io();
  }

  /** The ids of the sockets that have come since the siege began, and are still there. */
  Set<String> newcomers() {
    Set<String> ids = new HashSet<>(State.of(server.io()).sockets());
    ids.removeAll(before.sockets());
    return ids;
  }

  Target target() {
    return target;
  }

  Witness witness() {
    return witness;
  }

  /** Lets so many clients attack in each of these ways, all of them at once, and goes on. */
  Assault begin(List<Attack> attacks, int clients) {
    return new Assault(target, attacks, clients);
  }

  /** The same, and waits for the end; meanwhile others are served. */
  void endure(List<Attack> attacks, int clients) throws Exception {
    try (Assault assault = begin(attacks, clients)) {
      endure(assault, this::standsFirm);
    }
  }

  /** Looks after others again and again until all attacks have been ended as they should be. */
  static void endure(Assault assault, Others others) throws Exception {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              others.areServed();
              return assault.isOver();
            });
    assault.assertEnded();
    others.areServed();
  }

  /** The witness is served, and so is who comes now. */
  void standsFirm() throws IOException {
    witness.isServed();
    Witness.visit(target);
  }

  /** All is as it was, nothing failed, and nobody was betrayed. */
  void leavesNothing() throws IOException {
    standsFirm();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(State.of(server.io())).isEqualTo(before));
    assertThat(threads).as("threads that were there before").allMatch(Thread::isAlive);
    secrets.addAll(target.privateIds());
    List<DebugLog.Entry> said = log.entries();
    assertThat(said).as("what the library says at debug").anyMatch(DebugLog.Entry::isDebug);
    assertThat(said).as("failures").noneMatch(DebugLog.Entry::isFailure);
    assertThat(said).as("what tells the id of a session").noneMatch(it -> tells(it.text()));
  }

  /** Each of these options has ended something, and was counted. */
  void hasReached(String... limits) {
    assertThat(server.io().engine().limitHits()).containsKeys(limits);
  }

  private boolean tells(String text) {
    int length = secrets.iterator().next().length();
    assertThat(secrets).as("ids").allMatch(id -> id.length() == length);
    Matcher letters = ID_LETTERS.matcher(text);
    while (letters.find()) {
      String run = letters.group();
      for (int i = 0; i + length <= run.length(); i++) {
        if (secrets.contains(run.substring(i, i + length))) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Thread> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> OWN_THREAD.matcher(thread.getName()).matches())
        .toList();
  }

  @Override
  public void close() throws IOException {
    try (log;
        server;
        witness) {
      // all of them, whatever one of them says
    }
  }
}
