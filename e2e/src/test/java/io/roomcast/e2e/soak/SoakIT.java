package io.roomcast.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.e2e.Footprint;
import io.roomcast.e2e.Remains;
import io.roomcast.examples.ServerTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some hundred clients that do all there is to do, for some seconds, or for as long as {@code
 * -Dsoak.minutes=30} says. What happened is printed at the end.
 */
@DisplayName("A server under mixed load")
class SoakIT {
  private static final int MINUTES = Integer.getInteger("soak.minutes", 0);
  private static final int CLIENTS = Integer.getInteger("soak.clients", MINUTES == 0 ? 60 : 200);
  private static final long SEED = Long.getLong("soak.seed", new Random().nextLong());
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration DURATION =
      MINUTES == 0 ? Duration.ofSeconds(4) : Duration.ofMinutes(MINUTES);
  private static final Duration HEAP_EVERY = Duration.ofSeconds(MINUTES == 0 ? 2 : 20);
  private static final double LONGEVITY = MINUTES == 0 ? 1 : 5;
  private static final double MOST_MEBIBYTES = 4;
  private static final int TOO_SLOW_AT_ONCE = 20;

  private static final Set<String> NAMESPACES = Set.of("/");
  private static final Set<String> LIMITS = Set.of("maxQueuedBytes", "maxEventBytes", "maxEvents");

  private final Problems problems = new Problems(SEED);
  private final Figures figures = new Figures();

  @ParameterizedTest(name = "server on {0}")
  @MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
  @Timeout(value = 25, unit = TimeUnit.HOURS)
  @DisplayName("delivers each message once and in order, and does not grow")
  void steady(ServerTransport transport) throws Exception {
    try (SoakServer server = new SoakServer(transport, problems, figures)) {
      Optional<Footprint> before = MINUTES == 0 ? Optional.empty() : Optional.of(warmUp(server));
      watched(transport, server);
      if (before.isPresent()) {
        System.out.printf("left: %s%n", Remains.awaitNoGrowth(before.get(), MOST_MEBIBYTES));
      }
      assertThat(server.io().engine().limitHits()).containsKey("maxQueuedBytes");
      assertThat(LIMITS).containsAll(server.io().engine().limitHits().keySet());
    }
    Remains.awaitNoThread();
  }

  /** So that all caches are full; in a short run, what stays is the business of the storm. */
  private Footprint warmUp(SoakServer server) throws Exception {
    load(server, WARM_UP, SEED + 1);
    return Remains.footprint(server.io());
  }

  private void watched(ServerTransport transport, SoakServer server) throws Exception {
    long mostQueued = (long) TOO_SLOW_AT_ONCE * SoakServer.MAX_QUEUED_BYTES;
    try (Watch watch = new Watch(server.io(), problems, mostQueued, HEAP_EVERY)) {
      load(server, DURATION, SEED);
      watch.finish();
      System.out.printf(
          "%s, %d clients, %s, seed %d%n%s%s",
          transport, CLIENTS, DURATION, SEED, figures.table(), watch.table());
    }
  }

  private void load(SoakServer server, Duration duration, long seed) throws Exception {
    try (Crowd crowd = new Crowd(server, figures, problems, CLIENTS, LONGEVITY, seed)) {
      crowd.mingle(duration);
      crowd.leave();
    }
    problems.assertNone();
    Remains.awaitNone(server.io(), NAMESPACES);
  }
}
