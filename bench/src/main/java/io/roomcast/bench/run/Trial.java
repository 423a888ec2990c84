package io.roomcast.bench.run;

import com.google.gson.Gson;
import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.load.Generator;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.load.Timing;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.measure.Turn;
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
  private static final int FIRST_CLIENTS = 100;

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

  /** Whatever goes wrong is the result: the run goes on. */
  Measurement run(Scenario scenario, Contender contender, Turn turn) {
    try {
      int port = freePorts(scenario.load().nodes());
      LoadSpec load = scenario.load(contender, port, maxForeignShare);
      Map<Metric, Double> beside = new EnumMap<>(Metric.class);
      try (Serving serving = new Serving(contenders, pinning, logs)) {
        serving.start(scenario, contender, port);
        LoadResult result =
            switch (scenario.profile()) {
              case TRAFFIC -> load(serving.pids(), load);
              case MEMORY -> rest(new Memory(serving.first(), proc), load, beside);
              case SOAK -> soak(new Memory(serving.first(), proc), load, beside);
            };
        return Figures.of(turn, load.mode(), result, beside, maxForeignShare);
      }
    } catch (ProcessException | UncheckedIOException | IllegalStateException e) {
      return Measurement.failed(turn, String.valueOf(e.getMessage()));
    }
  }

  private LoadResult load(String servers, LoadSpec load) {
    try (ChildProcess generator = generator(servers, load)) {
      generator.await("ready", entry(load));
      return finish(generator, load);
    }
  }

  private LoadResult rest(Memory memory, LoadSpec load, Map<Metric, Double> beside) {
    load(memory.pid(), first(load));
    double heap = memory.settledHeap();
    double resident = memory.resident();
    try (ChildProcess generator = generator(memory.pid(), load)) {
      generator.await("ready", entry(load));
      beside.put(Metric.HEAP_BYTES, (memory.settledHeap() - heap) / load.clients());
      beside.put(Metric.RESIDENT_BYTES, (memory.resident() - resident) / load.clients());
      return finish(generator, load);
    }
  }

  /** Before and after it nobody is connected: what the heap has grown by then is not needed. */
  private LoadResult soak(Memory memory, LoadSpec load, Map<Metric, Double> beside) {
    load(memory.pid(), first(load));
    double heap = memory.settledHeap();
    memory.pauses(); // those were asked for
    LoadResult result = load(memory.pid(), load);
    beside.putAll(memory.pauses());
    beside.put(Metric.HEAP_GROWTH_KIB, (memory.settledHeap() - heap) / 1024);
    return result;
  }

  /** What comes and goes before memory is measured, so that no class is loaded for it. */
  private static LoadSpec first(LoadSpec load) {
    Timing twice = new Timing(0, 2, 1, load.timing().stallMillis());
    return LoadSpec.of(Mode.CONNECT, FIRST_CLIENTS, twice)
        .entrance(load.entrance())
        .servers(load.port(), 1)
        .build();
  }

  private ChildProcess generator(String servers, LoadSpec load) {
    List<String> command = new ArrayList<>(pinning.generator());
    List<String> arguments = List.of(gson.toJson(load), servers);
    command.addAll(Jvm.generator(Generator.class.getName(), arguments));
    return ChildProcess.start("load generator", command, logs.resolve("generator.log"));
  }

  private static Duration entry(LoadSpec load) {
    return START.plusMillis(load.entryMillis());
  }

  private LoadResult finish(ChildProcess generator, LoadSpec load) {
    generator.send("go");
    Duration most = START.plusMillis(load.timing().mostMillis());
    if (load.mode() == Mode.CONNECT) {
      most = most.plusMillis(load.entryMillis() * load.timing().mostWindows());
    }
    return gson.fromJson(generator.await("result", most), LoadResult.class);
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
