package io.roomcast.bench.run;

import com.google.gson.Gson;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.load.Generator;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.process.ChildProcess;
import io.roomcast.bench.process.Pinning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A load generator, in its process. Blocks; one thread. */
final class GeneratorProcess implements AutoCloseable {
  private static final Gson GSON = new Gson();

  private final LoadSpec load;
  private final ChildProcess process;

  private GeneratorProcess(LoadSpec load, ChildProcess process) {
    this.load = load;
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param servers ids of the processes whose CPU time it reads, separated by commas
   * @param log where its error output goes
   */
  static GeneratorProcess start(Pinning pinning, String servers, LoadSpec load, Path log) {
    List<String> command = new ArrayList<>(pinning.generator());
    List<String> arguments = List.of(GSON.toJson(load), servers);
    command.addAll(Jvm.generator(Generator.class.getName(), arguments));
    return new GeneratorProcess(load, ChildProcess.start("load generator", command, log));
  }

  /** Waits until the clients are in, for loads that have them before they begin. */
  void awaitReady() {
    process.await("ready", Trial.START.plusMillis(load.entryMillis()));
  }

  /** Makes the load. */
  LoadResult go() {
    process.send("go");
    Duration most = Trial.START.plusMillis(load.timing().mostMillis());
    if (load.mode() == Mode.CONNECT) {
      most = most.plusMillis(load.entryMillis() * load.timing().mostWindows());
    }
    return GSON.fromJson(process.await("result", most), LoadResult.class);
  }

  @Override
  public void close() {
    process.close();
  }
}
