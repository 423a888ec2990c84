package io.roomcast.bench.report;

import java.nio.file.Path;

/** The report that the project publishes, which its front pages quote. */
public final class Published {
  private static final String DOCS = "docs";
  private static final String BENCHMARKS = "benchmarks";

  private Published() {}

  /**
   * Where it is.
   *
   * @param module the folder of the bench
   */
  public static Path folder(Path module) {
    return module.toAbsolutePath().resolveSibling(DOCS).resolve(BENCHMARKS);
  }

  /**
   * Writes a report, and its results beside it. Only where it is a whole run in the published
   * folder the front pages change.
   *
   * @return the page
   */
  public static Path write(Results results, Path folder, Path module) {
    ResultFile.write(results, folder.resolve("results.jsonl"));
    Path page = Report.write(results, folder);
    if (results.isWhole() && folder.toAbsolutePath().equals(folder(module))) {
      Path project = module.toAbsolutePath().resolveSibling(".").normalize();
      Headline.write(results, project, String.join("/", DOCS, BENCHMARKS, "report.md"));
    }
    return page;
  }
}
