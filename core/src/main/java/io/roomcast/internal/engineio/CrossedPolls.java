package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.spi.transport.Exchange;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls that a client sent before it said goodbye, and that arrive after: on another connection,
 * they may be read later. Each such client has one, and gets the answer that it would have got in
 * time. Bounded; thread-safe.
 */
final class CrossedPolls {
  static final int MAX_EXPECTED = FixedBound.CROSSED_POLLS.max();
  static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final List<EngineMessage> NOOP = List.of(EngineMessage.raw("6"));

  private record Farewell(PayloadFormat format, long atNanos) {}

  private final LongSupplier nanos;
  private final LimitHits hits;
  private final Map<String, Farewell> latest = new LinkedHashMap<>(); // guarded by this

  CrossedPolls(LongSupplier nanos, LimitHits hits) {
    this.nanos = nanos;
    this.hits = hits;
  }

  /** The client of this session has said goodbye while no poll of it was waiting. */
  synchronized void expect(String sid, PayloadFormat format) {
    long now = nanos.getAsLong();
    forgetExpired(now);
    latest.put(sid, new Farewell(format, now));
    if (latest.size() > MAX_EXPECTED) {
      hits.hit(FixedBound.CROSSED_POLLS);
      latest.remove(latest.keySet().iterator().next());
    }
  }

  /** They stand in the order of their times. */
  private void forgetExpired(long now) {
    Iterator<Farewell> oldest = latest.values().iterator();
    while (oldest.hasNext() && now - oldest.next().atNanos > MAX_NANOS) {
      oldest.remove();
    }
  }

  /** Answers a request of a session that is not there, if it is a poll that was expected. */
  boolean answer(Exchange exchange, String sid) {
    if (exchange.isUpgrade() || !exchange.method().equals("GET")) {
      return false;
    }
    Farewell farewell = take(sid);
    if (farewell == null || nanos.getAsLong() - farewell.atNanos > MAX_NANOS) {
      return false;
    }
    PayloadFormat format = farewell.format;
    var unused = Answers.payload(exchange, format.headers(NOOP), format.encode(NOOP).bytes());
    return true;
  }

  private synchronized @Nullable Farewell take(String sid) {
    return latest.remove(sid);
  }
}
