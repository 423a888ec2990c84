package io.roomcast.bench.run;

import static io.roomcast.bench.contender.Contender.NETTY_SOCKETIO;
import static io.roomcast.bench.contender.Contender.NIO_GATHER;
import static io.roomcast.bench.contender.Contender.NIO_WRITE;
import static io.roomcast.bench.contender.Contender.ROOMCAST_JAVA_WEBSOCKET;
import static io.roomcast.bench.contender.Contender.ROOMCAST_NETTY;
import static io.roomcast.bench.contender.Contender.ROOMCAST_NETTY_IO_URING;
import static io.roomcast.bench.contender.Contender.ROOMCAST_NETTY_NIO;
import static io.roomcast.bench.contender.Contender.SOCKETIO_JETTY;
import static io.roomcast.bench.contender.Contender.SOCKETIO_NODE;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
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

  private static final int MOST_NODES = 3;
  private static final int SMALL = 32;
  private static final int KIBIBYTE = 1024;
  private static final long STALL_MILLIS = 5000;

  private final boolean quick;

  private Suite(boolean quick) {
    this.quick = quick;
  }

  /** All loads, in the order in which they are run. */
  static List<Scenario> full() {
    return new Suite(false).scenarios();
  }

  /** All loads, small. */
  static List<Scenario> quick() {
    return new Suite(true).scenarios();
  }

  private List<Scenario> scenarios() {
    List<Scenario> all = new ArrayList<>();
    all.add(broadcast("broadcast-1000-d1", 1000, 1, SMALL, EVERYBODY));
    all.add(broadcast("broadcast-1000-d8", 1000, 8, SMALL, EVERYBODY));
    all.add(broadcast("broadcast-1000-d32", 1000, 32, SMALL, OURS_AND_LIMITS));
    all.add(broadcast("broadcast-5000-d1", 5000, 1, SMALL, OURS_AND_LIMITS));
    all.add(broadcast("broadcast-5000-d8", 5000, 8, SMALL, MAIN));
    all.add(broadcast("broadcast-1000-d8-1k", 1000, 8, KIBIBYTE, MAIN));
    all.add(echo());
    all.add(mixed());
    all.add(connect());
    all.add(cores("cores-1", 1));
    all.add(cores("cores-2", 2));
    for (int members : List.of(200, 1000)) {
      all.add(cluster(members, 1, false));
      all.add(cluster(members, 1, true));
      all.add(cluster(members, 2, true));
      all.add(cluster(members, MOST_NODES, true));
    }
    all.add(idle("idle-websocket", Entrance.WEBSOCKET, WITHOUT_LIMITS, true));
    all.add(
        idle(
            "idle-upgraded",
            Entrance.UPGRADE,
            List.of(
                ROOMCAST_NETTY,
                ROOMCAST_JAVA_WEBSOCKET,
                NETTY_SOCKETIO,
                SOCKETIO_JETTY,
                SOCKETIO_NODE),
            false));
    all.add(idle("idle-polling", Entrance.POLLING, SOCKET_IO, false));
    return all;
  }

  private Scenario broadcast(
      String id, int clients, int inFlight, int payload, List<Contender> contenders) {
    int members = quick ? clients / 10 : clients;
    ScenarioInfo info =
        new ScenarioInfo(
            id,
            "Broadcast to %d, D = %d, %d B".formatted(members, inFlight, payload),
            ("%d clients in a room, one of them sends strings of %d B to it, %d "
                    + "message%s under way at a time. CPU is per delivery, latency from the "
                    + "send to each delivery.")
                .formatted(members, payload, inFlight, inFlight == 1 ? "" : "s"),
            Kind.TRAFFIC);
    return traffic(info, Mode.BROADCAST, members, inFlight, payload, contenders);
  }

  private Scenario echo() {
    int clients = quick ? 100 : 1000;
    ScenarioInfo info =
        new ScenarioInfo(
            "echo-1000",
            "Echo with ack, %d clients".formatted(clients),
            ("Each client asks for an ack with a string of %d B and asks again when "
                    + "it has come; the handlers run on the server's default executor. CPU is "
                    + "per answer.")
                .formatted(SMALL),
            Kind.TRAFFIC);
    return traffic(info, Mode.ECHO, clients, 1, SMALL, MAIN);
  }

  private Scenario mixed() {
    int clients = quick ? 100 : 1000;
    ScenarioInfo info =
        new ScenarioInfo(
            "mixed",
            "Mixed, %d clients".formatted(clients),
            "Four in five are in a room and hear broadcasts, one under way at a "
                + "time; the others ask for acks; and one connection after the other comes "
                + "and goes. CPU is per delivery or answer.",
            Kind.TRAFFIC);
    return traffic(info, Mode.MIXED, clients, 1, SMALL, SOCKET_IO);
  }

  private Scenario traffic(
      ScenarioInfo info,
      Mode mode,
      int clients,
      int inFlight,
      int payload,
      List<Contender> contenders) {
    return new Scenario(
        info,
        new LoadSpec(
            mode,
            Entrance.WEBSOCKET,
            0,
            clients,
            inFlight,
            payload,
            quick ? 400 : 3000,
            quick ? 2 : 3,
            quick ? 300 : 1000,
            STALL_MILLIS,
            true),
        contenders,
        quick ? 1 : 3,
        pingInterval(),
        1,
        0);
  }

  private Scenario cluster(int clients, int nodes, boolean redis) {
    int members = quick ? clients / 10 : clients;
    String servers = nodes == 1 ? "one server" : nodes + " servers";
    ScenarioInfo info =
        new ScenarioInfo(
            "cluster-%d-%s".formatted(clients, redis ? "n" + nodes : "local"),
            "Broadcast to %d on %s%s".formatted(members, servers, redis ? " with Redis" : ""),
            ("%d clients on %s are in one room, and one of them sends strings of %d B to it, 1 "
                    + "message under way at a time.%s CPU is per delivery.")
                .formatted(
                    members,
                    servers,
                    SMALL,
                    redis ? " CPU is that of the servers and of Redis together." : ""),
            Kind.TRAFFIC);
    LoadSpec load =
        new LoadSpec(
            Mode.BROADCAST,
            Entrance.WEBSOCKET,
            0,
            members,
            1,
            SMALL,
            quick ? 400 : 3000,
            quick ? 2 : 3,
            quick ? 300 : 1000,
            STALL_MILLIS,
            true,
            nodes);
    return new Scenario(info, load, CLUSTERS, 1, pingInterval(), 1, 0, redis);
  }

  private Scenario connect() {
    int clients = quick ? 100 : 1000;
    ScenarioInfo info =
        new ScenarioInfo(
            "connect",
            "Connect storm, %d clients".formatted(clients),
            "All clients connect with WebSocket and join the main namespace, 64 at a "
                + "time; then they go, which is not measured. CPU is per connect, latency "
                + "from the first packet to the answer of the namespace.",
            Kind.TRAFFIC);
    return new Scenario(
        info,
        new LoadSpec(
            Mode.CONNECT,
            Entrance.WEBSOCKET,
            0,
            clients,
            1,
            SMALL,
            quick ? 400 : 3000,
            quick ? 2 : 5,
            1000,
            STALL_MILLIS,
            true),
        WITHOUT_LIMITS,
        quick ? 1 : 3,
        pingInterval(),
        1,
        0);
  }

  private Scenario cores(String id, int cpus) {
    int clients = quick ? 100 : 1000;
    ScenarioInfo info =
        new ScenarioInfo(
            id,
            "Broadcast with %d CPU%s".formatted(cpus, cpus == 1 ? "" : "s"),
            ("%d clients, D = 32, %d I/O thread%s. The generator looks for input "
                    + "every millisecond only, and on a machine with two CPUs it shares the "
                    + "second one: the cores that both used say how much of it was left to the "
                    + "server.")
                .formatted(clients, cpus, cpus == 1 ? "" : "s"),
            Kind.CORES);
    return new Scenario(
        info,
        new LoadSpec(
            Mode.BROADCAST,
            Entrance.WEBSOCKET,
            0,
            clients,
            32,
            SMALL,
            quick ? 400 : 3000,
            quick ? 2 : 3,
            quick ? 300 : 1000,
            STALL_MILLIS,
            false),
        OURS,
        quick ? 1 : 3,
        pingInterval(),
        cpus,
        cpus);
  }

  private Scenario idle(String id, Entrance entrance, List<Contender> contenders, boolean beats) {
    int clients = quick ? 500 : 10_000;
    // one interval, so that each connection has one heartbeat in it
    long window = beats ? pingInterval() : quick ? 300 : 1000;
    String way =
        switch (entrance) {
          case PLAIN, WEBSOCKET -> "with WebSocket";
          case UPGRADE -> "with WebSocket after an upgrade";
          case POLLING -> "by polling";
        };
    ScenarioInfo info =
        new ScenarioInfo(
            id,
            "%d idle connections %s".formatted(clients, way),
            ("Memory before and after %d clients have come, per connection: live heap "
                    + "after a collection, and RSS.%s")
                .formatted(
                    clients,
                    beats
                        ? " CPU of heartbeats over one interval of %.0f s.".formatted(window / 1e3)
                        : ""),
            Kind.MEMORY);
    return new Scenario(
        info,
        new LoadSpec(Mode.IDLE, entrance, 0, clients, 1, SMALL, 0, 1, window, STALL_MILLIS, true),
        contenders,
        1,
        pingInterval(),
        1,
        0);
  }

  private long pingInterval() {
    return quick ? 5000 : 25_000;
  }
}
