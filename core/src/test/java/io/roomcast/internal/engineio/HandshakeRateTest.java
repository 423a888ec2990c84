package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.testing.ManualTimers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("How many handshakes begin in a second")
class HandshakeRateTest {
  private static final String TOTAL = "maxHandshakesPerSecond";
  private static final String OF_HOST = "maxHandshakesPerSecondPerAddress";
  private static final String SHARE = "handshakeShare";
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final ManualTimers timers = new ManualTimers();
  private final LimitHits hits = new LimitHits();

  private HandshakeRate rate(int total, int ofHost) {
    EngineOptions options =
        EngineOptions.builder()
            .maxHandshakesPerSecond(total)
            .maxHandshakesPerSecondPerAddress(ofHost)
            .build();
    return new HandshakeRate(options, timers, timers::nanoTime, hits);
  }

  private static InetSocketAddress host(int number) {
    byte[] address = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), 1);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static int taken(HandshakeRate rate, InetSocketAddress client, int attempts) {
    int taken = 0;
    for (int i = 0; i < attempts; i++) {
      taken += rate.take(client) == null ? 1 : 0;
    }
    return taken;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 2000, 1_000_000})
  @DisplayName("is as many as the option says at once, and evenly from then on")
  void burst_and_refill(int limit) {
    HandshakeRate rate = rate(limit, NO_LIMIT);
    assertThat(taken(rate, host(1), limit)).isEqualTo(limit);
    assertThat(rate.take(host(2))).isEqualTo(TOTAL);

    timers.advance(Duration.ofSeconds(1).dividedBy(limit).minusNanos(1));
    assertThat(rate.take(host(2))).isEqualTo(TOTAL);
    timers.advance(Duration.ofNanos(1));
    assertThat(taken(rate, host(2), 2)).isOne();

    timers.advance(Duration.ofDays(1)); // what is not used is not saved
    assertThat(taken(rate, host(1), limit + 10)).isEqualTo(limit);
  }

  @Test
  @DisplayName("what is refused costs nothing, so who keeps on asking is not kept out for ever")
  void refusals_cost_nothing() {
    HandshakeRate rate = rate(2, NO_LIMIT);
    assertThat(taken(rate, host(1), 100)).isEqualTo(2);
    timers.advance(Duration.ofMillis(500));
    assertThat(taken(rate, host(1), 100)).isOne();
  }

  @Test
  @DisplayName(
      "is counted for each host on its own, and what one host is refused is not the others'")
  void per_host() {
    HandshakeRate rate = rate(5, 2);
    assertThat(taken(rate, host(1), 10)).isEqualTo(2);
    assertThat(rate.take(host(1))).isEqualTo(OF_HOST);
    assertThat(taken(rate, host(2), 10)).isEqualTo(2);
    assertThat(taken(rate, host(3), 1)).isEqualTo(1);
    assertThat(rate.take(host(4))).isEqualTo(TOTAL);
  }

  @Test
  @DisplayName("an IPv6 network is one host, whichever of its addresses it uses")
  void networks() throws UnknownHostException {
    HandshakeRate rate = rate(NO_LIMIT, 1);
    assertThat(rate.take(new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 1))).isNull();
    assertThat(rate.take(new InetSocketAddress(InetAddress.getByName("2001:db8::2"), 1)))
        .isEqualTo(OF_HOST);
    assertThat(rate.take(new InetSocketAddress(InetAddress.getByName("2001:db8:0:1::1"), 1)))
        .isNull();
  }

  @Test
  @DisplayName("a host is forgotten when its second is over, and no timer stays")
  void forgotten() {
    HandshakeRate rate = rate(NO_LIMIT, 2);
    taken(rate, host(1), 2);
    timers.advance(Duration.ofMillis(500));
    taken(rate, host(2), 2);
    assertThat(rate.hosts()).isEqualTo(2);
    assertThat(timers.pending()).isOne();

    timers.advance(Duration.ofMillis(500));
    assertThat(rate.hosts()).isOne();
    assertThat(rate.take(host(1))).isNull();
    timers.advance(Duration.ofSeconds(2));
    assertThat(rate.hosts()).isZero();
    assertThat(timers.pending()).isZero();

    assertThat(rate.take(host(1))).isNull();
    timers.advance(Duration.ofSeconds(1));
    assertThat(rate.hosts()).isZero();
    assertThat(timers.pending()).isZero();
  }

  @Test
  @DisplayName("only so many hosts are known at a time; those beyond share the total")
  void many_hosts() {
    HandshakeRate rate = rate(HandshakeRate.MAX_HOSTS + 5, 1);
    for (int i = 0; i < HandshakeRate.MAX_HOSTS; i++) {
      assertThat(rate.take(host(i))).isNull();
    }
    InetSocketAddress unknown = host(HandshakeRate.MAX_HOSTS);
    assertThat(rate.take(host(0))).isEqualTo(OF_HOST);
    assertThat(hits.counts()).isEmpty();
    assertThat(taken(rate, unknown, 10)).isEqualTo(5);
    assertThat(hits.counts()).isEqualTo(Map.of("handshakeHosts", 10L));
    assertThat(rate.take(unknown)).isEqualTo(TOTAL);
    assertThat(rate.hosts()).isEqualTo(HandshakeRate.MAX_HOSTS);

    timers.advance(Duration.ofSeconds(1));
    assertThat(taken(rate, unknown, 10)).isOne();
    assertThat(rate.hosts()).isOne();
  }

  @Test
  @DisplayName("is never exceeded by threads that come at the same moment")
  void threads() throws InterruptedException {
    HandshakeRate rate = rate(1000, 400);
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger takenByFirst = new AtomicInteger();
    CountDownLatch go = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 8; i++) {
      int host = i % 4;
      threads.execute(
          () -> {
            try {
              go.await();
            } catch (InterruptedException e) {
              return;
            }
            int mine = taken(rate, host(host), 1000);
            taken.addAndGet(mine);
            takenByFirst.addAndGet(host == 0 ? mine : 0);
          });
    }
    go.countDown();
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    assertThat(taken).hasValue(1000);
    assertThat(takenByFirst.get()).isLessThanOrEqualTo(400);
  }

  private static InetSocketAddress address(String text) {
    try {
      return new InetSocketAddress(InetAddress.getByName(text), 1);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("SEC-19 one host alone leaves half of it, and most of what comes, to newcomers")
  void share() {
    HandshakeRate rate = rate(2000, NO_LIMIT);
    InetSocketAddress greedy = address("192.0.2.1");
    assertThat(taken(rate, greedy, 5000)).isEqualTo(1001 + 200);
    assertThat(rate.take(greedy)).as("no option that is not set").isEqualTo(SHARE);
    assertThat(rate.hosts()).isOne();
    assertThat(taken(rate, address("192.0.2.2"), 5000)).as("held to a share, too").isEqualTo(200);
    assertThat(taken(rate, address("198.51.100.1"), 100)).isEqualTo(100);

    int others = 0;
    int mine = 0;
    for (int i = 0; i < 5000; i++) { // in five seconds
      timers.advance(Duration.ofMillis(1));
      mine += taken(rate, greedy, 10);
      others += taken(rate, address("203.0.113." + i % 250), 1);
    }
    assertThat(others).isEqualTo(5000);
    assertThat(mine).isPositive();
    timers.advance(Duration.ofSeconds(3));
    assertThat(rate.hosts()).isZero();
    assertThat(timers.pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "fd00::1", "fe80::1", "192.0.2.9"})
  @DisplayName("SEC-19 a host that many may stand behind has no share, but all of it")
  void noShare(String host) {
    EngineOptions options =
        EngineOptions.builder()
            .maxHandshakesPerSecond(100)
            .trustedProxies(TrustedProxies.of("192.0.2.9"))
            .build();
    HandshakeRate rate = new HandshakeRate(options, timers, timers::nanoTime, hits);
    assertThat(taken(rate, address(host), 200)).isEqualTo(100);
    assertThat(rate.take(address(host))).isEqualTo(TOTAL);
    assertThat(rate.hosts()).isZero();
  }

  @Test
  @DisplayName("SEC-19 a limit of each host's own takes the place of the share")
  void ownLimit() {
    HandshakeRate own = rate(1000, 100);
    assertThat(taken(own, address("192.0.2.1"), 200)).isEqualTo(100);
    assertThat(own.take(address("192.0.2.1"))).isEqualTo(OF_HOST);
    assertThat(taken(rate(5, NO_LIMIT), address("192.0.2.1"), 200))
        .as("the share is one at least")
        .isEqualTo(4);
  }

  @Test
  @DisplayName("without limits nothing is remembered")
  void no_limits() {
    HandshakeRate rate = rate(NO_LIMIT, NO_LIMIT);
    assertThat(taken(rate, host(1), 100_000)).isEqualTo(100_000);
    assertThat(rate.hosts()).isZero();
    assertThat(timers.scheduled()).isZero();
  }
}
