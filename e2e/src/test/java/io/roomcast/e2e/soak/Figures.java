package io.roomcast.e2e.soak;

import io.roomcast.DisconnectReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What happened, in numbers. Thread-safe. */
final class Figures {
  private static final Set<Count> BY_CHANCE = Set.of(Count.CUT, Count.LATE);
  private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(1);

  /** What is counted. */
  enum Count {
    CONNECTS("connects"),
    BY_TLS("of them inside TLS"),
    UPGRADES("upgrades in the middle of traffic"),
    STRAYS("handshakes that were left alone"),
    SENT("events from clients"),
    PARCELS("of them typed, with bytes"),
    TOLD("events to one client"),
    SAID("events to rooms, as received"),
    TICKS("volatile events, as received"),
    ASKED("acks of the server"),
    ANSWERED("acks of clients"),
    CUT("acks of clients that were cut off by their end"),
    JOINS("rooms entered"),
    SIDE_TRIPS("namespaces visited, by clients of their own"),
    PAUSES("clients that paused reading"),
    RECKONED("accounts compared"),
    RECOVERIES("recoveries, nothing lost"),
    LATE("of clients that came too late"),
    LEFT("ends: disconnected politely"),
    DIED("ends: connection reset"),
    SILENT("ends: silent, found by the heartbeat"),
    TOO_SLOW("ends: too slow, disconnected for it"),
    KICKED("ends: disconnected by the server");

    private final String text;

    Count(String text) {
      this.text = text;
    }

    /** That of an end. */
    static Count of(DisconnectReason reason) {
      return switch (reason) {
        case CLIENT_NAMESPACE_DISCONNECT -> LEFT;
        case TRANSPORT_CLOSE, TRANSPORT_ERROR -> DIED;
        case PING_TIMEOUT -> SILENT;
        case TOO_SLOW -> TOO_SLOW;
        case SERVER_NAMESPACE_DISCONNECT -> KICKED;
        default -> throw new IllegalStateException("an end by " + reason);
      };
    }
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Histogram ackMicros = new ConcurrentHistogram(MOST_MICROS, 3);

  Figures() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  void count(Count what) {
    counts.get(what).increment();
  }

  /** Whether there is some of everything, but for what is left to chance. */
  boolean complete() {
    return counts.entrySet().stream()
        .allMatch(each -> each.getValue().sum() > 0 || BY_CHANCE.contains(each.getKey()));
  }

  /** The server has answered to a question that was asked at that time. */
  void ackOf(long beginNanos) {
    count(Count.ASKED);
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - beginNanos);
    ackMicros.recordValue(Math.min(micros, MOST_MICROS));
  }

  /** A line for each. */
  String table() {
    StringBuilder table = new StringBuilder();
    counts.forEach(
        (count, number) -> table.append("%-48s %,12d%n".formatted(count.text, number.sum())));
    for (int percentile : new int[] {50, 99, 100}) {
      table.append(
          "%-48s %12.1f%n"
              .formatted(
                  "ms within which " + percentile + " % of the server's acks came",
                  ackMicros.getValueAtPercentile(percentile) / 1e3));
    }
    return table.toString();
  }
}
