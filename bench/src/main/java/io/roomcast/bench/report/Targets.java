package io.roomcast.bench.report;

import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.report.Target.AgainstItself;
import io.roomcast.bench.report.Target.AgainstPeer;
import io.roomcast.bench.report.Target.AllFaults;
import io.roomcast.bench.report.Target.Bound;
import io.roomcast.bench.report.Target.OfCluster;
import io.roomcast.bench.report.Target.Plain;
import io.roomcast.bench.report.Target.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Roomcast wants to reach: with Netty, and with Java-WebSocket. */
final class Targets {
  private static final String NETTY = "roomcast-netty";
  private static final String JAVA_WEBSOCKET = "roomcast-java-websocket";
  private static final String NIO_WRITE = "nio-write";
  private static final String NIO_GATHER = "nio-gather";
  private static final String NETTY_SOCKETIO = "netty-socketio";
  private static final String NODE = "socketio-node";

  static final List<Target> ALL = all();

  private Targets() {}

  private static List<Target> all() {
    List<Target> all = new ArrayList<>();
    atMost(
        all,
        "broadcast, N = 1000, D = 1, against nio-write",
        cpu("broadcast-1000-d1", NIO_WRITE),
        1.2,
        1.35);
    atMost(
        all,
        "broadcast, N = 5000, D = 1, against nio-write",
        cpu("broadcast-5000-d1", NIO_WRITE),
        1.2,
        1.35);
    atMost(
        all,
        "broadcast, N = 1000, D = 8, against nio-gather",
        cpu("broadcast-1000-d8", NIO_GATHER),
        1.4,
        1.6);
    atMost(
        all,
        "broadcast, N = 1000, D = 32, against nio-gather",
        cpu("broadcast-1000-d32", NIO_GATHER),
        1.6,
        1.8);
    atMost(
        all, "broadcast, N = 1000, D = 8, against Node", cpu("broadcast-1000-d8", NODE), 0.25, 0.3);
    atMost(
        all,
        "broadcast, N = 1000, D = 8, against netty-socketio",
        cpu("broadcast-1000-d8", NETTY_SOCKETIO),
        0.2,
        0.25);
    atMost(
        all,
        "broadcast, N = 1000, D = 8, 1 KiB against 32 B",
        new AgainstItself("broadcast-1000-d8-1k", Metric.CPU_MICROS, "broadcast-1000-d8"),
        1.2,
        1.25);
    atMost(
        all, "echo with ack, N = 1000, against nio-write", cpu("echo-1000", NIO_WRITE), 1.5, 1.7);
    atMost(
        all,
        "echo with ack, N = 1000, against netty-socketio",
        cpu("echo-1000", NETTY_SOCKETIO),
        0.75,
        0.9);
    atMost(all, "echo with ack, N = 1000, against Node", cpu("echo-1000", NODE), 0.35, 0.45);
    atMost(all, "CPU per connect, µs", new Plain("connect", Metric.CPU_MICROS), 150, 150);
    atMost(
        all,
        "live heap per idle WebSocket connection, B",
        new Plain("idle-websocket", Metric.HEAP_BYTES),
        2500,
        2500);
    all.add(
        new Target(
            "throughput of a broadcast load with two CPUs against one",
            NETTY,
            new AgainstItself("cores-2", Metric.THROUGHPUT, "cores-1"),
            Bound.atLeast(1.7)));
    all.add(
        new Target(
            "throughput of a broadcast load with two CPUs against one",
            JAVA_WEBSOCKET,
            new AgainstItself("cores-2", Metric.THROUGHPUT, "cores-1"),
            Bound.none()));
    clusters(all);
    atMost(all, "lost, reordered, duplicated, corrupt, stuck, disconnected", new AllFaults(), 0, 0);
    return List.copyOf(all);
  }

  /**
   * Were it paid per client, it would be ten times as much for ten times as many; at twice as much
   * a ninth of what is paid for 20 clients is paid per client.
   */
  private static void clusters(List<Target> all) {
    for (int nodes = 1; nodes <= 3; nodes++) {
      String title =
          "what %s to a broadcast, ".formatted(nodes == 1 ? "Redis adds" : nodes + " nodes add");
      String few = "cluster-20-n" + nodes;
      String many = "cluster-200-n" + nodes;
      all.add(
          new Target(
              title + "N = 200 against N = 20",
              NETTY,
              new OfCluster(many, few, Optional.empty()),
              Bound.atMost(2)));
      for (String load : List.of(few, many)) {
        all.add(
            new Target(
                title + (load.equals(few) ? "N = 20" : "N = 200") + ", against Node",
                NETTY,
                new OfCluster(load, load, Optional.of(NODE)),
                Bound.atMost(1)));
      }
    }
  }

  private static Question cpu(String scenario, String peer) {
    return new AgainstPeer(scenario, Metric.CPU_MICROS, peer);
  }

  private static void atMost(
      List<Target> all, String title, Question question, double netty, double javaWebSocket) {
    all.add(new Target(title, NETTY, question, Bound.atMost(netty)));
    all.add(new Target(title, JAVA_WEBSOCKET, question, Bound.atMost(javaWebSocket)));
  }
}
