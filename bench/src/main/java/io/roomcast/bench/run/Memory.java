package io.roomcast.bench.run;

import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.ChildProcess;
import io.roomcast.bench.process.ProcessException;
import java.time.Duration;
import java.util.Map;

/** What a server's process tells about its memory. Not thread-safe. */
final class Memory {
  private static final Duration COLLECTION = Duration.ofSeconds(60);
  private static final int MOST_HEAPS = 20;
  private static final int SAME_HEAPS = 2;
  private static final double SAME = 0.005;
  private static final long PAUSE_MILLIS = 300;
  private static final double PERCENT = 100;

  private final ChildProcess server;
  private final Proc proc;
  private long askedAt = System.nanoTime();
  private int logRead;

  Memory(ChildProcess server, Proc proc) {
    this.server = server;
    this.proc = proc;
  }

  /** The id of the process. */
  String pid() {
    return String.valueOf(server.pid());
  }

  /** What is in RAM; after {@link #settledHeap}, since the heap shrinks with it. */
  double resident() {
    return proc.residentBytes(server.pid());
  }

  /** The live heap once it is the same for a while: connections that went may take some time. */
  double settledHeap() {
    double last = heap();
    int same = 0;
    for (int i = 0; i < MOST_HEAPS && same < SAME_HEAPS; i++) {
      pause();
      double now = heap();
      same = Math.abs(now - last) < SAME * last ? same + 1 : 0;
      last = now;
    }
    return last;
  }

  private double heap() {
    server.send("heap");
    return Double.parseDouble(server.await("heap", COLLECTION));
  }

  /** The garbage collections since the last call. */
  Map<Metric, Double> pauses() {
    String log = server.errorOutput();
    Pauses pauses = Pauses.in(log.substring(logRead));
    logRead = log.length();
    long now = System.nanoTime();
    double micros = (now - askedAt) / 1e3;
    askedAt = now;
    return Map.of(
        Metric.PAUSES,
        (double) pauses.count(),
        Metric.PAUSED,
        PERCENT * pauses.totalMicros() / micros,
        Metric.LONGEST_PAUSE_MICROS,
        pauses.longestMicros());
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProcessException("interrupted", e);
    }
  }
}
