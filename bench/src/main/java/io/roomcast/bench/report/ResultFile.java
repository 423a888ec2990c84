package io.roomcast.bench.report;

import com.google.gson.Gson;
import io.roomcast.bench.measure.Measurement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The results of a run: a line of JSON about the run, and one for each measurement. */
public final class ResultFile {
  private static final Gson GSON = new Gson();

  private final Path path;

  private ResultFile(Path path) {
    this.path = path;
  }

  /** Begins a new one, in place of what is there. */
  public static ResultFile begin(Path path, RunInfo run) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(path, GSON.toJson(run) + "\n");
      return new ResultFile(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a measurement; it is on disk when this returns. */
  public void add(Measurement measurement) {
    try {
      Files.writeString(path, GSON.toJson(measurement) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if there is no line in it
   */
  public static Results read(Path path) {
    try {
      List<String> lines = Files.readAllLines(path);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException(path + " is empty");
      }
      return new Results(
          GSON.fromJson(lines.get(0), RunInfo.class),
          lines.stream().skip(1).map(line -> GSON.fromJson(line, Measurement.class)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
