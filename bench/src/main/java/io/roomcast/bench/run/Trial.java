package io.roomcast.bench.run;

import com.google.gson.Gson;
import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.load.Generator;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.ChildProcess;
import io.roomcast.bench.process.Pinning;
import io.roomcast.bench.process.ProcessException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Measures one server under one load, or several that are one; each in a new process. */
final class Trial {
  static final Duration START = Duration.ofSeconds(30);
  private static final Duration ENTRY = Duration.ofMinutes(3);
  private static final Duration COLLECTION = Duration.ofSeconds(60);

  /**
   * What comes and goes before memory is measured, so that no class is loaded for the first time.
   */
  private static final int FIRST_CLIENTS = 100;

  private static final int MOST_HEAPS = 20;
  private static final int SAME_HEAPS = 2;
  private static final double SAME = 0.005;
  private static final long PAUSE_MILLIS = 300;

  private final Contenders contenders;
  private final Pinning pinning;
  private final Path logs;
  private final double maxForeignShare;
  private final Proc proc = Proc.ofThisMachine();
  private final Gson gson = new Gson();

  Trial(Contenders contenders, Pinning pinning, Path logs, double maxForeignShare) {
    this.contenders = contenders;
    this.pinning = pinning;
    this.logs = logs;
    this.maxForeignShare = maxForeignShare;
  }

  Measurement run(Scenario scenario, Contender contender, int repetition) {
    try {
      return measure(scenario, contender, repetition);
    } catch (ProcessException e) {
      return Measurement.failed(
          scenario.id(), contender.id(), repetition, String.valueOf(e.getMessage()));
    }
  }

  private Measurement measure(Scenario scenario, Contender contender, int repetition) {
    int port = freePorts(scenario.load().nodes());
    LoadSpec load = scenario.load(contender, port);
    try (Serving serving = new Serving(contenders, pinning, logs)) {
      serving.start(scenario, contender, port);
      Map<Metric, Double> memory = new EnumMap<>(Metric.class);
      LoadResult result =
          scenario.measuresMemory()
              ? rest(serving.first(), load, memory)
              : load(serving.pids(), load);
      return Figures.of(scenario, contender, repetition, result, memory, maxForeignShare);
    }
  }

  private LoadResult load(String servers, LoadSpec load) {
    try (ChildProcess generator = generator(servers, load)) {
      generator.await("ready", ENTRY);
      return finish(generator, load);
    }
  }

  private LoadResult rest(ChildProcess server, LoadSpec load, Map<Metric, Double> memory) {
    String id = String.valueOf(server.pid());
    load(id, first(load));
    double heap = settledHeap(server);
    double resident = proc.residentBytes(server.pid());
    try (ChildProcess generator = generator(id, load)) {
      generator.await("ready", ENTRY);
      memory.put(Metric.HEAP_BYTES, (settledHeap(server) - heap) / load.clients());
      memory.put(
          Metric.RESIDENT_BYTES, (proc.residentBytes(server.pid()) - resident) / load.clients());
      return finish(generator, load);
    }
  }

  private static LoadSpec first(LoadSpec load) {
    return new LoadSpec(
        Mode.CONNECT,
        load.entrance(),
        load.port(),
        FIRST_CLIENTS,
        1,
        load.payloadBytes(),
        0,
        2,
        1,
        load.stallMillis(),
        true);
  }

  private ChildProcess generator(String servers, LoadSpec load) {
    List<String> command = new ArrayList<>(pinning.generator());
    List<String> arguments = List.of(gson.toJson(load), servers);
    command.addAll(Jvm.generator(Generator.class.getName(), arguments));
    return ChildProcess.start("load generator", command, logs.resolve("generator.log"));
  }

  private LoadResult finish(ChildProcess generator, LoadSpec load) {
    generator.send("go");
    Duration time =
        load.mode() == Mode.CONNECT
            ? ENTRY.multipliedBy(load.windows())
            : Duration.ofMillis(
                load.warmupMillis() + load.windows() * load.windowMillis() + load.stallMillis());
    return gson.fromJson(generator.await("result", time.plus(START)), LoadResult.class);
  }

  /** The live heap once it is the same for a while: connections that went may take some time. */
  private static double settledHeap(ChildProcess server) {
    double last = heap(server);
    int same = 0;
    for (int i = 0; i < MOST_HEAPS && same < SAME_HEAPS; i++) {
      pause();
      double now = heap(server);
      same = Math.abs(now - last) < SAME * last ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  private static double heap(ChildProcess server) {
    server.send("heap");
    return Double.parseDouble(server.await("heap", COLLECTION));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProcessException("interrupted", e);
    }
  }

  /**
   * Servers are told their port, since not all of them tell which one they took.
   *
   * @return the first of so many in a row
   */
  static int freePorts(int count) {
    while (true) {
      List<ServerSocket> taken = new ArrayList<>();
      try {
        taken.add(listen(0));
        int first = taken.get(0).getLocalPort();
        for (int next = first + 1; next < first + count; next++) {
          taken.add(listen(next));
        }
        return first;
      } catch (IOException | IllegalArgumentException e) {
        if (taken.isEmpty()) {
          throw new ProcessException("there is no free port", e);
        } // otherwise a neighbour is in use, or beyond the last one
      } finally {
        taken.forEach(Trial::close);
      }
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
