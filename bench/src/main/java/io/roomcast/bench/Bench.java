package io.roomcast.bench;

import io.roomcast.bench.process.ProcessException;
import io.roomcast.bench.report.Published;
import io.roomcast.bench.report.ResultFile;
import io.roomcast.bench.run.Options;
import io.roomcast.bench.run.Run;
import java.nio.file.Path;
import java.util.List;

/** The command {@code bench/run}. */
public final class Bench {
  private Bench() {}

  /**
   * Measures, or writes a report anew.
   *
   * @param args see {@link Options#USAGE}
   */
  public static void main(String[] args) {
    Path module = Path.of(System.getProperty("bench.home", "bench"));
    try {
      List<String> words = List.of(args);
      if (words.contains("--help")) {
        System.out.print(Options.USAGE);
      } else if (words.equals(List.of("--list"))) {
        Run.list(System.out);
      } else if (!words.isEmpty() && words.get(0).equals("report")) {
        System.out.println(report(module, words.subList(1, words.size())));
      } else {
        String command = String.join(" ", "bench/run", String.join(" ", args)).strip();
        System.out.println(new Run(Options.of(args), module, System.out).run(command));
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
    } catch (IllegalStateException | ProcessException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Path report(Path module, List<String> folders) {
    Path published = Published.folder(module);
    Path folder = folders.isEmpty() ? published : Path.of(folders.get(0));
    return Published.write(ResultFile.read(folder.resolve("results.jsonl")), folder, module);
  }
}
