package io.roomcast.bench.report;

import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.measure.Window;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results that nobody measured. */
final class Samples {
  static final String NETTY = "roomcast-netty";
  static final String NIO_WRITE = "nio-write";
  static final String PEER = "netty-socketio";
  static final String NODE = "socketio-node";
  static final String PLAIN = "java-websocket";
  static final String D1 = "broadcast-1000-d1";
  static final String D8 = "broadcast-1000-d8";

  private static final Window WINDOW =
      new Window(1_000_000_000, 1000, 500_000_000, new CpuTimes(8_000_000, 1_000_000_000, 0));

  private Samples() {}

  static RunInfo run(List<String> deviations, List<ScenarioInfo> scenarios) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("Roomcast", "sources 0123456789ab");
    environment.put("machine", "a CPU | of some kind, 2 CPUs, 8 GiB");
    environment.put("JDK", "17.0.15");
    return new RunInfo(
        List.of("bench/run --quick", "bench/run --quick --only echo"),
        environment,
        deviations,
        2,
        0.1,
        List.of(
            new ContenderInfo(NETTY, "Roomcast on Netty (epoll)", "commit abc", true),
            new ContenderInfo(NIO_WRITE, "limit: <one> write & no more", "commit abc", false),
            new ContenderInfo(PLAIN, "Java-WebSocket alone", "Java-WebSocket 1.6.0", false),
            new ContenderInfo(PEER, "netty-socketio", "netty-socketio 2.0.14", true),
            new ContenderInfo(NODE, "socket.io on Node.js", "socket.io 4.8.4", true)),
        scenarios);
  }

  static ScenarioInfo scenario(String id, Kind kind, String baseline, String... contenders) {
    return new ScenarioInfo(
        id,
        "Title of " + id,
        "What " + id + " does.",
        kind,
        baseline.isEmpty() ? id : baseline,
        baseline,
        2,
        List.of(contenders),
        kind == Kind.CORES ? 4 : 1,
        kind == Kind.SOAK,
        1000,
        1);
  }

  static ScenarioInfo cluster(String id, String baseline, int clients, int nodes) {
    return new ScenarioInfo(
        id,
        "Title of " + id,
        "What " + id + " does.",
        Kind.CLUSTER,
        "cluster",
        baseline,
        2,
        List.of(NETTY, NODE),
        1,
        false,
        clients,
        nodes);
  }

  /** Two rounds of some loads, in which most of what can happen did. */
  static Results results() {
    RunInfo run =
        run(
            List.of("--quick"),
            List.of(
                scenario(D1, Kind.TRAFFIC, "", NETTY, NIO_WRITE, PEER),
                scenario(D8, Kind.TRAFFIC, D1, NETTY, PEER),
                scenario("connect", Kind.CONNECT, "", NETTY, PLAIN),
                scenario("cores-1", Kind.CORES, "", NETTY),
                scenario("cores-2", Kind.CORES, "cores-1", NETTY),
                scenario("idle-websocket", Kind.MEMORY, "", NETTY),
                scenario("soak", Kind.SOAK, "", NETTY)));
    return new Results(
        run,
        List.of(
            traffic(D1, NETTY, 1, 11, Faults.NONE),
            traffic(D8, NETTY, 1, 4, new Faults(1, 2, 3, 4, 5, 6)),
            traffic(D1, NIO_WRITE, 1, 10, Faults.NONE),
            Measurement.failed(turn(D1, PEER, 1), "it did not start\nfor a reason"),
            traffic(D8, PEER, 1, 10, Faults.NONE),
            traffic(D1, NIO_WRITE, 2, 5, Faults.NONE),
            traffic(D1, NETTY, 2, 6, Faults.NONE),
            traffic("connect", NETTY, 3, 100, Faults.NONE),
            traffic("connect", PLAIN, 3, 90, Faults.NONE),
            new Measurement(
                turn("idle-websocket", NETTY, 4),
                List.of(WINDOW),
                0,
                Map.of(Metric.HEAP_BYTES, 2345.6, Metric.RESIDENT_BYTES, 12_345.6),
                Faults.NONE,
                "")));
  }

  static Turn turn(String scenario, String contender, int round) {
    return new Turn(scenario, contender, round, round, "2026-01-02T03:0" + round + ":00Z");
  }

  static Measurement traffic(
      String scenario, String contender, int round, double cpu, Faults faults) {
    return new Measurement(
        turn(scenario, contender, round),
        List.of(WINDOW, WINDOW, WINDOW, WINDOW),
        3,
        Map.of(
            Metric.CPU_MICROS,
            cpu,
            Metric.DRIFT,
            0.95,
            Metric.THROUGHPUT,
            1e6 / cpu,
            Metric.P50_MICROS,
            10 * cpu,
            Metric.P99_MICROS,
            20 * cpu,
            Metric.P999_MICROS,
            30 * cpu,
            Metric.SERVER_CORES,
            0.99,
            Metric.GENERATOR_BUSY,
            40.0),
        faults,
        "");
  }
}
