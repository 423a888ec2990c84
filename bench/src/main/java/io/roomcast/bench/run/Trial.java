package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.load.Timing;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.process.Pinning;
import io.roomcast.bench.process.ProcessException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Measures one server under one load, or several that are one; each in a new process. */
final class Trial {
  static final Duration START = Duration.ofSeconds(30);
  private static final int FIRST_CLIENTS = 100;
  private static final long FIRST_MIXED_MILLIS = 5000;

  private final Contenders contenders;
  private final Pinning pinning;
  private final Path logs;
  private final double maxForeignShare;
  private final Proc proc = Proc.ofThisMachine();

  /**
   * Measures with these.
   *
   * @param logs each trial has a folder of its own there, with what its processes complained about
   */
  Trial(Contenders contenders, Pinning pinning, Path logs, double maxForeignShare) {
    this.contenders = contenders;
    this.pinning = pinning;
    this.logs = logs;
    this.maxForeignShare = maxForeignShare;
  }

  /** Whatever goes wrong is the result: the run goes on. */
  Measurement run(Scenario scenario, Contender contender, Turn turn) {
    try {
      Path folder =
          logs.resolve("%s-%s-%d".formatted(turn.scenario(), turn.contender(), turn.repetition()));
      int port = Ports.free(Serving.ports(scenario));
      LoadSpec load = scenario.load(contender, port, maxForeignShare);
      Map<Metric, Double> beside = new EnumMap<>(Metric.class);
      try (Serving serving = new Serving(contenders, pinning, folder)) {
        serving.start(scenario, contender, port);
        Path log = folder.resolve("generator.log");
        LoadResult result =
            switch (scenario.profile()) {
              case TRAFFIC -> load(serving.pids(), load, log);
              case MEMORY -> rest(new Memory(serving.first(), proc), load, log, beside);
              case SOAK -> soak(new Memory(serving.first(), proc), load, log, beside);
            };
        return Figures.of(turn, load.mode(), result, beside, maxForeignShare);
      }
    } catch (ProcessException e) {
      return Measurement.failed(turn, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return Measurement.failed(turn, e.toString());
    }
  }

  private LoadResult load(String servers, LoadSpec load, Path log) {
    try (GeneratorProcess generator = GeneratorProcess.start(pinning, servers, load, log)) {
      generator.awaitReady();
      return generator.go();
    }
  }

  private LoadResult rest(Memory memory, LoadSpec load, Path log, Map<Metric, Double> beside) {
    load(memory.pid(), firstStorm(load), log);
    double heap = memory.settledHeap();
    double resident = memory.resident();
    try (GeneratorProcess generator = GeneratorProcess.start(pinning, memory.pid(), load, log)) {
      generator.awaitReady();
      beside.put(Metric.HEAP_BYTES, (memory.settledHeap() - heap) / load.clients());
      beside.put(Metric.RESIDENT_BYTES, (memory.resident() - resident) / load.clients());
      return generator.go();
    }
  }

  /** Before and after it nobody is connected: what the heap has grown by then is not needed. */
  private LoadResult soak(Memory memory, LoadSpec load, Path log, Map<Metric, Double> beside) {
    load(memory.pid(), firstMixed(load), log);
    double heap = memory.settledHeap();
    memory.pauses(); // those were asked for
    LoadResult result = load(memory.pid(), load, log);
    beside.putAll(memory.pauses());
    beside.put(Metric.HEAP_GROWTH_KIB, (memory.settledHeap() - heap) / 1024);
    return result;
  }

  /**
   * What comes and goes before memory is measured, so that no class is loaded for it. A server
   * forgets who only polled when his heartbeat is missing, and who has a WebSocket when that ends:
   * so those who are to poll are upgraded here, after they have polled.
   */
  static LoadSpec firstStorm(LoadSpec load) {
    Timing twice = new Timing(0, 2, 1, load.timing().stallMillis());
    Entrance entrance = load.entrance();
    return LoadSpec.of(Mode.CONNECT, FIRST_CLIENTS, twice)
        .entrance(entrance == Entrance.POLLING ? Entrance.UPGRADE : entrance)
        .servers(load.port(), 1)
        .build();
  }

  /** The same load for a moment, so that all that it needs once and keeps is there. */
  static LoadSpec firstMixed(LoadSpec load) {
    Timing moment = new Timing(0, 1, FIRST_MIXED_MILLIS, load.timing().stallMillis());
    return LoadSpec.of(load.mode(), load.clients(), moment)
        .entrance(load.entrance())
        .servers(load.port(), 1)
        .build();
  }
}
