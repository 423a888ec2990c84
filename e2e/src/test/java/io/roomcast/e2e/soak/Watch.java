package io.roomcast.e2e.soak;

import io.roomcast.Server;
import io.roomcast.e2e.Footprint;
import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at a server under load again and again, and finds what grows and who is stuck. */
final class Watch implements AutoCloseable {
  private static final Duration LONGEST_SILENCE =
      SoakServer.PING_INTERVAL.plus(SoakServer.PING_TIMEOUT).plusSeconds(3);

  /** Those that the pools of the server make and let go, and those of clients. */
  private static final Pattern COMES_AND_GOES =
      Pattern.compile("roomcast-(peer|handler|completion|compression)-.*|.*-tls-\\d+");

  private static final double MOST_MEBIBYTES_A_MINUTE = 0.25;
  private static final int ENOUGH_SAMPLES = 20;
  private static final int LOOKS_UNTIL_ALL_IS_STARTED = 3;

  private final Server io;
  private final Problems problems;
  private final long mostQueued;
  private final Map<ClientSession, Long> lastHeard = new ConcurrentHashMap<>();
  private final Registration sessions;
  private final LongSummaryStatistics queued = new LongSummaryStatistics();
  private final LongSummaryStatistics clients = new LongSummaryStatistics();
  private final LongSummaryStatistics threadCounts = new LongSummaryStatistics();
  private final List<Sample> heap = new ArrayList<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private Set<String> ownThreads = Set.of();

  /** The live heap at some time. */
  private record Sample(double minutes, double mebibytes) {}

  /**
   * Begins.
   *
   * @param mostQueued bytes for all clients together
   * @param heapEvery between two samples of the heap
   */
  Watch(Server io, Problems problems, long mostQueued, Duration heapEvery) {
    this.io = io;
    this.problems = problems;
    this.mostQueued = mostQueued;
    sessions = io.engine().onSession(this::watch);
    long begin = System.nanoTime();
    every(Duration.ofSeconds(1), this::look);
    every(heapEvery, () -> heap.add(sample(begin)));
  }

  private void every(Duration period, Runnable task) {
    var unused =
        thread.scheduleAtFixedRate(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                problems.report("the watch failed: " + e);
              }
            },
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void watch(ClientSession session) {
    lastHeard.put(session, System.nanoTime());
    session.onPacket(packet -> lastHeard.replace(session, System.nanoTime()));
    session.onClose((reason, cause) -> lastHeard.remove(session));
    if (!session.open()) {
      lastHeard.remove(session);
    }
  }

  /** A client that polls may vanish while its session waits for a poll to say goodbye with. */
  private static Duration longestSilence(ClientSession session) {
    return session.open()
        ? LONGEST_SILENCE
        : LONGEST_SILENCE.plus(SoakServer.POLLING_CLOSE_TIMEOUT);
  }

  private void look() {
    long now = System.nanoTime();
    lastHeard.forEach(
        (session, when) -> {
          if (now - when > longestSilence(session).toNanos()) {
            problems.report(
                "stuck for %d ms: %s by %s, open %s"
                    .formatted(
                        TimeUnit.NANOSECONDS.toMillis(now - when),
                        session.remoteAddress(),
                        session.transport(),
                        session.open()));
          }
        });
    long bytes = io.engine().queuedBytes();
    if (bytes > mostQueued) {
      problems.report(bytes + " bytes are queued, more than " + mostQueued);
    }
    queued.accept(bytes);
    clients.accept(io.clientsCount());
    Set<String> own = ownThreads();
    if (clients.getCount() <= LOOKS_UNTIL_ALL_IS_STARTED) {
      ownThreads = own;
    } else if (!own.equals(ownThreads)) {
      problems.report("the threads were " + ownThreads + ", and are " + own);
    }
    threadCounts.accept(
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("roomcast-") && !name.startsWith("roomcast-peer-"))
            .count());
  }

  private static Set<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("roomcast") && !COMES_AND_GOES.matcher(name).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Sample sample(long begin) {
    return new Sample(
        (System.nanoTime() - begin) / 60e9, Footprint.take().bytes() / (1024.0 * 1024));
  }

  /** Looks no more, and finds whether the heap has grown, where there are enough samples. */
  void finish() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
      problems.report("the watch does not end");
    }
    if (heap.size() >= ENOUGH_SAMPLES && slope() > MOST_MEBIBYTES_A_MINUTE) {
      problems.report("the heap grows: " + heap);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    sessions.cancel();
  }

  /** By least squares, in MiB per minute; the first third is not counted. */
  private double slope() {
    List<Sample> steady = heap.subList(heap.size() / 3, heap.size());
    double time = steady.stream().mapToDouble(Sample::minutes).average().orElse(0);
    double size = steady.stream().mapToDouble(Sample::mebibytes).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (Sample each : steady) {
      covariance += (each.minutes() - time) * (each.mebibytes() - size);
      variance += (each.minutes() - time) * (each.minutes() - time);
    }
    return variance == 0 ? 0 : covariance / variance;
  }

  /** A line for each figure, when it is finished. */
  String table() {
    var mebibytes = heap.stream().mapToDouble(Sample::mebibytes).summaryStatistics();
    return line("clients", clients.getMin() + " to " + clients.getMax())
        + line("bytes queued for all of them, at most", "%,d".formatted(queued.getMax()))
        + line("threads of the server", threadCounts.getMin() + " to " + threadCounts.getMax())
        + line("of them, that stay", Integer.toString(ownThreads.size()))
        + line(
            "MiB of live heap, clients included",
            "%.1f to %.1f".formatted(mebibytes.getMin(), mebibytes.getMax()))
        + line("MiB more per minute", "%.3f".formatted(slope()))
        + line("limits reached", io.engine().limitHits().toString());
  }

  private static String line(String what, String value) {
    return "%-48s %12s%n".formatted(what, value);
  }
}
