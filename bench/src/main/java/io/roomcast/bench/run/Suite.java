package io.roomcast.bench.run;

import static io.roomcast.bench.contender.Contender.NIO_GATHER;
import static io.roomcast.bench.contender.Contender.NIO_WRITE;
import static io.roomcast.bench.contender.Contender.ROOMCAST_JAVA_WEBSOCKET;
import static io.roomcast.bench.contender.Contender.ROOMCAST_NETTY;
import static io.roomcast.bench.contender.Contender.ROOMCAST_NETTY_IO_URING;
import static io.roomcast.bench.contender.Contender.ROOMCAST_NETTY_NIO;
import static io.roomcast.bench.contender.Contender.SOCKETIO_NODE;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Profile;
import io.roomcast.bench.contender.Setting;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.load.Timing;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.server.Compression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The loads of a run. The quick one has the same loads with fewer clients and less time; its ids
 * are the same, so that all of the report can be tried, but its numbers say little.
 */
final class Suite {
  private static final List<Contender> EVERYBODY = List.of(Contender.values());
  private static final List<Contender> MAIN =
      EVERYBODY.stream()
          .filter(c -> c != ROOMCAST_NETTY_NIO && c != ROOMCAST_NETTY_IO_URING)
          .toList();
  private static final List<Contender> OURS_AND_LIMITS =
      List.of(ROOMCAST_NETTY, ROOMCAST_JAVA_WEBSOCKET, NIO_WRITE, NIO_GATHER);
  private static final List<Contender> SOCKET_IO =
      MAIN.stream().filter(Contender::speaksSocketIo).toList();
  private static final List<Contender> WITHOUT_LIMITS =
      MAIN.stream().filter(c -> c != NIO_WRITE && c != NIO_GATHER).toList();
  private static final List<Contender> OURS = List.of(ROOMCAST_NETTY, ROOMCAST_JAVA_WEBSOCKET);
  private static final List<Contender> CLUSTERS = List.of(ROOMCAST_NETTY, SOCKETIO_NODE);

  /** How long the longest load goes on by default. */
  static final int SOAK_MINUTES = 60;

  private static final int MOST_NODES = 3;
  private static final int SMALL = 32;
  private static final int KIBIBYTE = 1024;
  private static final int REPETITIONS = 3;
  private static final long WARMUP_MILLIS = 3000;

  /** The longest warm-up in shortest ones: what is called seldom takes long to be compiled. */
  private static final int LONGER = 3;

  private static final int LONGER_IN_CLUSTERS = 10;
  private static final int QUICKER = 8;
  private static final long STALL_MILLIS = 5000;
  private static final int CORES_TO_SPARE = 4;

  private final boolean quick;
  private final int soakMinutes;
  private final String otherJdk;
  private final List<Scenario> all = new ArrayList<>();

  private Suite(boolean quick, int soakMinutes, String otherJdk) {
    this.quick = quick;
    this.soakMinutes = soakMinutes;
    this.otherJdk = otherJdk;
  }

  /** All loads, for somebody who has not chosen anything. */
  static List<Scenario> usual() {
    return of(false, SOAK_MINUTES, "the other JDK");
  }

  /**
   * All loads, in the order in which they are run; those of a group are one after the other.
   *
   * @param quick whether they are to be small
   * @param soakMinutes how long the longest one goes on
   * @param otherJdk what the JDK is called that is compared with
   */
  static List<Scenario> of(boolean quick, int soakMinutes, String otherJdk) {
    Suite suite = new Suite(quick, soakMinutes, otherJdk);
    suite.addBroadcasts();
    suite.addEcho();
    suite.addMixed();
    suite.addFairness();
    suite.addConnect();
    suite.addIdle();
    suite.addClusters();
    suite.addCompression();
    suite.addCores();
    suite.addJdks();
    suite.addSoak();
    return List.copyOf(suite.all);
  }

  private void addBroadcasts() {
    add(broadcast("broadcast-1000-d1", 1000, 1, SMALL), EVERYBODY);
    add(broadcast("broadcast-1000-d8", 1000, 8, SMALL), EVERYBODY);
    add(
        broadcast("broadcast-1000-d8-1k", 1000, 8, KIBIBYTE).comparedWith("broadcast-1000-d8"),
        MAIN);
    add(broadcast("broadcast-1000-d32", 1000, 32, SMALL), OURS_AND_LIMITS);
    add(broadcast("broadcast-5000-d1", 5000, 1, SMALL), OURS_AND_LIMITS);
    add(broadcast("broadcast-5000-d8", 5000, 8, SMALL), MAIN);
  }

  private Draft broadcast(String id, int clients, int inFlight, int payload) {
    int members = fewer(clients);
    return new Draft(id, "Broadcast to %d, D = %d, %d B".formatted(members, inFlight, payload))
        .text(
            ("%d clients in a room, one of them sends strings of %d B to it, %s. CPU is per delivery,"
                    + " latency from the send to each delivery.")
                .formatted(members, payload, underWay(inFlight)))
        .load(traffic(Mode.BROADCAST, members).inFlight(inFlight).payloadBytes(payload));
  }

  private static String underWay(int inFlight) {
    return inFlight + (inFlight == 1 ? " message" : " messages") + " under way at a time";
  }

  private void addEcho() {
    add(echo("echo-1000"), MAIN);
  }

  private Draft echo(String id) {
    int clients = fewer(1000);
    return new Draft(id, "Echo with ack, %d clients".formatted(clients))
        .text(
            ("Each client asks for an ack with a string of %d B and asks again when it has come; the"
                    + " handlers run on the server's default executor. CPU is per answer.")
                .formatted(SMALL))
        .load(traffic(Mode.ECHO, clients));
  }

  private void addMixed() {
    int clients = fewer(1000);
    add(
        new Draft("mixed", "Mixed, %d clients".formatted(clients))
            .text(
                "In rounds, so that the mixture is the same for all: one broadcast to four in five"
                    + " of the clients, a question of each of the others, and one connection that"
                    + " comes and goes. CPU is per delivery, answer or connect.")
            .load(traffic(Mode.MIXED, clients)),
        SOCKET_IO);
  }

  private void addFairness() {
    int clients = fewer(10_000);
    add(
        new Draft("fairness", "Acks during a broadcast to %d".formatted(clients))
            .kind(Kind.FAIRNESS)
            .text(
                ("A few of %d clients ask for acks, one question at a time each, while one broadcast"
                        + " after the other goes out to all the others. Latency is that of the few:"
                        + " what one message waits while thousands of others are sent.")
                    .formatted(clients))
            .load(traffic(Mode.FAIRNESS, clients)),
        SOCKET_IO);
  }

  private void addConnect() {
    int clients = fewer(1000);
    Timing timing = timing(WARMUP_MILLIS, LONGER);
    add(
        new Draft("connect", "Connect storm, %d clients".formatted(clients))
            .kind(Kind.CONNECT)
            .text(
                ("All clients connect with WebSocket and join the main namespace, 64 at a time; then"
                        + " they go, which is not measured, and come again until a window of %d ms is"
                        + " full. CPU is per connect, latency from the first packet to the answer of"
                        + " the namespace.")
                    .formatted(timing.windowMillis()))
            .load(LoadSpec.of(Mode.CONNECT, clients, timing)),
        WITHOUT_LIMITS);
  }

  private void addIdle() {
    add(idle("idle-websocket", "with WebSocket", Entrance.WEBSOCKET), WITHOUT_LIMITS);
    add(idle("idle-upgraded", "with WebSocket after an upgrade", Entrance.UPGRADE), SOCKET_IO);
    add(idle("idle-polling", "by polling", Entrance.POLLING), SOCKET_IO);
  }

  private Draft idle(String id, String way, Entrance entrance) {
    int clients = quick ? 500 : 10_000;
    Duration interval = Duration.ofSeconds(quick ? 2 : 5);
    // an interval has one heartbeat of each connection in it, wherever it begins
    Timing timing = new Timing(interval.toMillis(), 1, interval.toMillis(), STALL_MILLIS);
    return new Draft(id, "%d idle connections %s".formatted(clients, way))
        .kind(Kind.MEMORY)
        .text(
            ("Memory before and after %d clients have come, per connection: live heap after a"
                    + " collection, and RSS. Then the CPU of their heartbeats over a whole interval,"
                    + " which is %d s here.")
                .formatted(clients, interval.toSeconds()))
        .load(LoadSpec.of(Mode.IDLE, clients, timing).entrance(entrance))
        .setting(Setting.DEFAULT.withProfile(Profile.MEMORY).withPingInterval(interval));
  }

  private void addClusters() {
    // in one group, since what is asked is whether the same is paid for few clients and for many;
    // so few that what Redis costs is not lost in what the deliveries cost
    for (int members : List.of(20, 200)) {
      String local = "cluster-" + members + "-local";
      add(cluster(local, members, 1).setting(Setting.DEFAULT), CLUSTERS);
      for (int nodes = 1; nodes <= MOST_NODES; nodes++) {
        add(
            cluster("cluster-%d-n%d".formatted(members, nodes), members, nodes)
                .setting(Setting.DEFAULT.withRedis())
                .comparedWith(local),
            CLUSTERS);
      }
    }
  }

  private Draft cluster(String id, int clients, int nodes) {
    int members = Math.max(MOST_NODES, fewer(clients)); // each server has one
    String servers = nodes == 1 ? "one server" : nodes + " servers";
    boolean local = id.endsWith("local");
    // several JVMs and Redis share a CPU, and all of them have to get warm
    Timing timing = timing((nodes + 1) * WARMUP_MILLIS, LONGER_IN_CLUSTERS);
    return new Draft(
            id, "Broadcast to %d on %s%s".formatted(members, servers, local ? "" : " with Redis"))
        .text(
            ("%d clients on %s are in one room, and one of them sends strings of %d B to it, %s.%s CPU"
                    + " is per delivery.")
                .formatted(
                    members,
                    servers,
                    SMALL,
                    underWay(1),
                    local ? "" : " CPU is that of the servers and of Redis together."))
        .kind(Kind.CLUSTER)
        .group("cluster")
        .load(LoadSpec.of(Mode.BROADCAST, members, timing).servers(0, nodes));
  }

  private void addCompression() {
    String plain = "deflate-none";
    add(compression(plain, "uncompressed", Compression.NONE), OURS);
    add(
        compression("deflate-shared", "compressed once for all", Compression.SHARED)
            .comparedWith(plain),
        OURS);
    add(
        compression("deflate-each", "compressed for each client", Compression.EACH)
            .comparedWith(plain),
        OURS);
  }

  private Draft compression(String id, String how, Compression compression) {
    int members = fewer(1000);
    boolean compressed = compression != Compression.NONE;
    return new Draft(id, "Broadcast to %d, D = 8, %d B, %s".formatted(members, KIBIBYTE, how))
        .text(
            ("%d clients, strings of %d B that deflate as text does, %s. The generator inflates and"
                    + " checks every message; where each client's differs it is the slower one.")
                .formatted(members, KIBIBYTE, underWay(8)))
        .load(
            traffic(Mode.BROADCAST, members).inFlight(8).payloadBytes(KIBIBYTE).deflate(compressed))
        .setting(Setting.DEFAULT.withCompression(compression));
  }

  private void addCores() {
    add(cores("cores-1", 1), OURS);
    add(cores("cores-2", 2).comparedWith("cores-1"), OURS);
  }

  private Draft cores(String id, int cpus) {
    int clients = fewer(1000);
    String some = cpus + (cpus == 1 ? " CPU" : " CPUs");
    return new Draft(id, "Broadcast with " + some)
        .kind(Kind.CORES)
        .text(
            ("%d clients, D = 32, %s for the server and an I/O thread for each. The generator has a"
                    + " CPU of its own; where it is busy all the time, it is the limit.")
                .formatted(clients, some))
        .load(traffic(Mode.BROADCAST, clients).inFlight(32))
        .setting(Setting.DEFAULT.withCpus(cpus))
        .minCpus(CORES_TO_SPARE);
  }

  private void addJdks() {
    Setting other = Setting.DEFAULT.withOtherJdk();
    add(broadcast("jdk-broadcast", 1000, 8, SMALL).extra(), OURS);
    add(
        broadcast("jdk-broadcast-other", 1000, 8, SMALL)
            .setting(other)
            .title(" on " + otherJdk)
            .comparedWith("jdk-broadcast")
            .extra(),
        OURS);
    add(echo("jdk-echo").extra(), OURS);
    add(
        echo("jdk-echo-other")
            .setting(other)
            .title(" on " + otherJdk)
            .comparedWith("jdk-echo")
            .extra(),
        OURS);
  }

  private void addSoak() {
    int clients = fewer(1000);
    int windows = soakMinutes * 6;
    add(
        new Draft("soak", "Mixed for %d min, %d clients".formatted(soakMinutes, clients))
            .kind(Kind.SOAK)
            .text(
                ("The mixed load on a small heap (%s) for %d minutes: the pauses of the garbage"
                        + " collector, whether messages cost the same at the end as at the beginning,"
                        + " and by how much the live heap is larger when all clients have gone than"
                        + " before they came.")
                    .formatted(String.join(" ", Profile.SOAK.flags()), soakMinutes))
            .load(LoadSpec.of(Mode.MIXED, clients, new Timing(3000, windows, 10_000, STALL_MILLIS)))
            .setting(Setting.DEFAULT.withProfile(Profile.SOAK))
            .repetitions(1)
            .extra(),
        OURS);
  }

  private int fewer(int clients) {
    return quick ? clients / 10 : clients;
  }

  private LoadSpec.Builder traffic(Mode mode, int clients) {
    return LoadSpec.of(mode, clients, timing(WARMUP_MILLIS, LONGER));
  }

  private Timing timing(long warmupMillis, int longer) {
    return quick
        ? new Timing(warmupMillis / QUICKER, 2, 300, STALL_MILLIS)
        : new Timing(warmupMillis, longer * warmupMillis, REPETITIONS, 1000, STALL_MILLIS);
  }

  private void add(Draft draft, List<Contender> contenders) {
    all.add(draft.scenario(quick ? 1 : REPETITIONS, contenders));
  }
}
