package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.Socket;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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

  private static final Pattern FAILURE =
      Pattern.compile("(.*[ \\]])?ERROR .*|Exception in thread .*");
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

  Siege(ServerTransport transport, Wire wire) throws IOException {
    this(transport, wire, Server.builder());
  }

  Siege(ServerTransport transport, Wire wire, ServerBuilder options) throws IOException {
    server = new ConformanceServer(wire, transport, limited(options));
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

  /** Times so short that what is stuck ends while the test waits. */
  private static ServerBuilder limited(ServerBuilder options) {
    return options
        .connectTimeout(Duration.ofSeconds(4))
        .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofSeconds(30)))
        .limits(
            Limits.builder()
                .headTimeout(Duration.ofSeconds(4))
                .bodyTimeout(Duration.ofSeconds(3))
                .idleTimeout(Duration.ofSeconds(3))
                .closeTimeout(Duration.ofSeconds(1))
                .build())
        .engine(
            engine ->
                engine
                    .maxPayload(MAX_PAYLOAD)
                    .pingInterval(Duration.ofSeconds(1))
                    .pingTimeout(Duration.ofSeconds(4))
                    .pollingCloseTimeout(Duration.ofMillis(500))
                    .upgradeTimeout(Duration.ofSeconds(3)));
  }

  Server io() {
    return server.io();
  }

  Target target() {
    return target;
  }

  Witness witness() {
    return witness;
  }

  /** Lets so many clients attack in each of these ways, all of them at once. */
  void endure(List<Attack> attacks, int clients) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    Map<Future<?>, Attack> underWay = new HashMap<>();
    ExecutorService attackers = Executors.newCachedThreadPool();
    try {
      for (Attack attack : attacks) {
        for (int i = 0; i < clients; i++) {
          underWay.put(
              attackers.submit(
                  () -> {
                    begin.await();
                    attack.deed().against(target);
                    return null;
                  }),
              attack);
        }
      }
      begin.countDown();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                standsFirm();
                return underWay.keySet().stream().allMatch(Future::isDone);
              });
      for (Map.Entry<Future<?>, Attack> attack : underWay.entrySet()) {
        assertThatEnded(attack.getKey(), attack.getValue());
      }
      standsFirm();
    } finally {
      attackers.shutdownNow();
    }
  }

  private static void assertThatEnded(Future<?> done, Attack attack) throws Exception {
    try {
      done.get(0, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("not ended by the server: " + attack, e.getCause());
    }
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
    List<String> lines = log.lines();
    assertThat(lines).as("the log is that of the library").anyMatch(l -> l.contains("DEBUG "));
    assertThat(lines).as("failures").noneMatch(line -> FAILURE.matcher(line).matches());
    assertThat(lines).as("lines that tell the id of a session").noneMatch(this::tells);
  }

  private boolean tells(String line) {
    int length = secrets.iterator().next().length();
    assertThat(secrets).as("ids").allMatch(id -> id.length() == length);
    Matcher letters = ID_LETTERS.matcher(line);
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
