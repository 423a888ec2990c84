package io.roomcast.bench.jmh;

import io.roomcast.bench.report.PartsPage;
import io.roomcast.bench.run.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The command {@code bench/jmh}: JMH with its options, and besides what every run is to have: CPU
 * time and allocation per operation, the results as JSON, and a page with tables of them.
 */
public final class Parts {
  private Parts() {}

  /**
   * Measures.
   *
   * @param args as JMH has them, see {@code -h}; {@code -rff} says where the results go
   */
  public static void main(String[] args) throws IOException {
    try {
      CommandLineOptions options = new CommandLineOptions(args);
      if (asksOnly(options)) {
        Main.main(args);
        return;
      }
      Path results =
          Path.of(options.getResult().orElse(moduleFolder() + "/target/parts/parts.json"));
      Files.createDirectories(results.toAbsolutePath().resolveSibling("."));
      Collection<RunResult> measured = new Runner(complete(options, results).build()).run();
      if (!measured.isEmpty()) {
        String command = String.join(" ", "bench/jmh", String.join(" ", args)).strip();
        System.out.println(
            PartsPage.write(results, command, Environment.of(Path.of(moduleFolder()))));
      }
    } catch (CommandLineOptionException | RunnerException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static boolean asksOnly(CommandLineOptions options) {
    return options.shouldHelp()
        || options.shouldList()
        || options.shouldListWithParams()
        || options.shouldListProfilers()
        || options.shouldListResultFormats();
  }

  private static String moduleFolder() {
    return System.getProperty("bench.home", "bench");
  }

  private static ChainedOptionsBuilder complete(CommandLineOptions options, Path results) {
    ChainedOptionsBuilder complete =
        new OptionsBuilder()
            .parent(options)
            .resultFormat(ResultFormatType.JSON)
            .result(results.toString())
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true);
    return options.getProfilers().stream().anyMatch(profiler -> profiler.getKlass().equals("gc"))
        ? complete
        : complete.addProfiler(GCProfiler.class);
  }
}
