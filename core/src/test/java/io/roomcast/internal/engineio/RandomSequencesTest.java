package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static io.roomcast.testing.Latches.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that keeps to the protocol, but does what it may in any order, against a model: each
 * side must get what the other one sent, all of it, once and in order.
 */
class RandomSequencesTest {
  private static final int STEPS = 60;

  /** Both sides of one session. */
  private static final class Play {
    private final Random random;
    private final SendMode mode;
    private final EngineFixture fixture;
    private final PollingClient client;
    private final List<String> byClient = new ArrayList<>();
    private final List<String> atClient = new ArrayList<>();
    private final List<String> byServer = new ArrayList<>();
    private FakeExchange poll;
    private FakeWebSocket probing;
    private FakeWebSocket webSocket;
    private int framesRead;
    private boolean probed;
    private boolean closedByServer;
    private int refused;

    /** What the server sends is refused, in that mode, where more than a few messages wait. */
    private Play(long seed, SendMode mode) {
      random = new Random(seed);
      this.mode = mode;
      int maxQueuedBytes = mode == SendMode.REFUSABLE ? 1200 : 8 << 20;
      fixture =
          new EngineFixture(
              options ->
                  options.upgradeTimeout(Duration.ofMillis(900)).maxQueuedBytes(maxQueuedBytes));
      client = fixture.openPolling();
    }

    // ---- the server

    private void serverSends() {
      List<String> texts =
          IntStream.range(0, 1 + random.nextInt(3))
              .mapToObj(i -> "s" + byServer.size() + i)
              .toList();
      serverSends(texts);
    }

    private void serverSends(List<String> texts) {
      List<EngineMessage> unit = unit(texts.toArray(String[]::new));
      switch (client.session().send(unit, mode, Placement.UNOBSERVED)) {
        case QUEUED -> byServer.addAll(texts);
        case FULL -> refused++;
        case DROPPED, CLOSED -> throw new AssertionError("it is neither volatile nor closed");
      }
    }

    // ---- the client

    private void step() {
      look();
      switch (random.nextInt(10)) {
        case 0, 1 -> clientSends();
        case 2, 3 -> poll();
        case 4 -> probe();
        case 5 -> switchOver();
        case 6 -> giveUpUpgrade();
        case 7 -> stallOrDrain();
        default -> fixture.timers.advance(Duration.ofMillis(random.nextInt(120)));
      }
    }

    /** Reads what has come. */
    private void look() {
      FakeExchange waiting = poll;
      if (waiting != null && waiting.answered()) {
        poll = null;
        for (String packet : waiting.responseText().split("\u001e", -1)) {
          receive(packet);
        }
      }
      FakeWebSocket candidate = probing;
      if (candidate != null) {
        probed |= candidate.frames().contains("3probe");
        if (candidate.closedByServer()) {
          probing = null;
          probed = false;
          candidate.end(1005);
        }
      }
      FakeWebSocket using = webSocket;
      if (using != null) {
        List<String> frames = using.frames();
        List<String> news = frames.subList(framesRead, frames.size());
        framesRead = frames.size();
        news.forEach(this::receive);
      }
    }

    private void receive(String packet) {
      switch (packet.charAt(0)) {
        case '1' -> closedByServer = true;
        case '2' -> sendPackets("3");
        case '4' -> atClient.add(packet.substring(1));
        default -> assertThat(packet).isIn("6", "3probe");
      }
    }

    private void clientSends() {
      List<String> texts = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        texts.add("c" + byClient.size());
        byClient.add(texts.get(texts.size() - 1));
      }
      sendPackets(texts.stream().map(text -> "4" + text).toArray(String[]::new));
    }

    private void sendPackets(String... packets) {
      FakeWebSocket using = webSocket;
      if (using != null) {
        for (String packet : packets) {
          using.receive(packet);
        }
      } else {
        FakeExchange post = FakeExchange.post(client.target(), String.join("\u001e", packets));
        CountDownLatch answered = new CountDownLatch(1);
        fixture.request(post.onAnswered(answered::countDown));
        await(answered);
        assertThat(post.responseText()).isEqualTo("ok");
      }
    }

    /** One poll at a time, and none while the client is about to switch. */
    private void poll() {
      if (poll == null && webSocket == null && !probed) {
        poll = client.poll();
      }
    }

    private void probe() {
      if (probing == null && webSocket == null) {
        probing = client.attach();
        probing.receive("2probe");
      }
    }

    /** When the last poll has been answered. */
    private void switchOver() {
      FakeWebSocket candidate = probing;
      if (candidate != null && probed && poll == null && !candidate.closedByServer()) {
        probing = null;
        webSocket = candidate;
        candidate.receive("5");
      }
    }

    private void giveUpUpgrade() {
      FakeWebSocket candidate = probing;
      if (candidate != null && random.nextInt(3) == 0) {
        probing = null;
        probed = false;
        candidate.end(1006);
      }
    }

    private void stallOrDrain() {
      FakeWebSocket using = webSocket;
      if (using != null) {
        if (random.nextBoolean()) {
          using.stall();
        } else {
          using.drain();
        }
      }
    }

    // ---- the end

    /** The client goes on until it has got everything. */
    private void settle() {
      for (int i = 0; i < 50 && atClient.size() < byServer.size(); i++) {
        if (webSocket != null) {
          webSocket.drain();
        } else {
          probed = false; // an upgrade in progress hinders nobody who polls on
          poll();
        }
        fixture.timers.advance(Duration.ofMillis(100));
        look();
      }
    }

    /** The server closes; what it has sent before must still come. */
    private void close() {
      client.session().close();
      for (int i = 0; i < 50 && client.listener.closes.isEmpty(); i++) {
        look();
        if (webSocket == null) {
          probed = false;
          poll();
        }
        fixture.timers.advance(Duration.ofMillis(100));
      }
      if (webSocket != null) {
        webSocket.drain();
      }
      look();
    }

    private void check() {
      assertThat(atClient).isEqualTo(byServer);
      assertThat(client.listener.messages).isEqualTo(byClient);
    }
  }

  /** Returns how often the server was refused. */
  private static int play(long seed, SendMode mode) {
    Play play = new Play(seed, mode);
    for (int i = 0; i < STEPS; i++) {
      if (play.random.nextInt(3) == 0) {
        play.serverSends();
      }
      play.step();
    }
    play.look();
    if (play.random.nextBoolean()) {
      play.settle();
      play.check();
      assertThat(play.client.listener.closes).isEmpty();
    }
    play.close();
    play.check();
    assertThat(play.client.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    assertThat(play.closedByServer || play.webSocket != null).isTrue();
    play.fixture.assertEmpty();
    return play.refused;
  }

  private static int playAll(int seeds, SendMode mode) {
    int refused = 0;
    for (long seed = 0; seed < seeds; seed++) {
      try {
        refused += play(seed, mode);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    return refused;
  }

  @Test
  @DisplayName("EIO-55 EIO-73 EIO-75 whatever comes in whatever order, each message arrives once")
  void sequences() {
    assertThat(playAll(3_000, SendMode.RELIABLE)).isZero();
  }

  @Test
  @DisplayName("EIO-73 the same of what was queued, where much else is refused")
  void refusals() {
    assertThat(playAll(2_000, SendMode.REFUSABLE)).isPositive();
  }

  @ParameterizedTest
  @DisplayName("EIO-4 EIO-73 the same while the server sends from another thread")
  @ValueSource(longs = {1, 2, 3, 4})
  void concurrently(long first) throws InterruptedException {
    for (long seed = first * 1000; seed < first * 1000 + 200; seed++) {
      Play play = new Play(seed, seed % 2 == 0 ? SendMode.RELIABLE : SendMode.REFUSABLE);
      CountDownLatch begun = new CountDownLatch(1);
      Thread server =
          new Thread(
              () -> {
                begun.countDown();
                for (int i = 0; i < 40; i++) {
                  play.serverSends(List.of("s" + i));
                }
              });
      server.start();
      begun.await();
      try {
        for (int i = 0; i < STEPS; i++) {
          play.step();
        }
        server.join();
        play.look();
        play.settle();
        play.check();
        play.close();
        play.check();
        play.fixture.assertEmpty();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
