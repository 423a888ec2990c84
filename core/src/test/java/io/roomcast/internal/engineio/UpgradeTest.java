package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();

  private void assertStillOnPolling() {
    assertThat(client.listener.closes).isEmpty();
    assertThat(client.session().transport()).isEqualTo(TransportName.POLLING);
    FakeExchange poll = client.poll();
    client.send("still here");
    assertThat(poll.responseText()).isEqualTo("4still here");
  }

  @Test
  @DisplayName("EIO-54 probe, noop to the pending poll after 100 ms, switch")
  void upgrades() {
    FakeExchange poll = client.poll();
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    assertThat(webSocket.frames()).containsExactly("3probe");
    assertThat(poll.answered()).isFalse();

    fixture.timers.advance(Duration.ofMillis(100));
    assertThat(poll.responseText()).isEqualTo("6");
    webSocket.receive("5");
    client.send("over WebSocket");
    webSocket.receive("4from client");

    assertThat(webSocket.frames()).containsExactly("3probe", "4over WebSocket");
    assertThat(client.listener.messages).containsExactly("from client");
    assertThat(client.session().transport()).isEqualTo(TransportName.WEBSOCKET);
    assertThat(client.session().request().transport()).isEqualTo(TransportName.POLLING); // EIO-20
    assertThat(fixture.timers.pending()).isEqualTo(1); // the heartbeat's
  }

  @Test
  @DisplayName("EIO-54 every poll during the upgrade gets its noop")
  void everyPollIsAnswered() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    for (int i = 0; i < 5; i++) {
      FakeExchange poll = client.poll();
      fixture.timers.advance(Upgrade.NOOP_DELAY);
      assertThat(poll.responseText()).isEqualTo("6");
    }
  }

  @Test
  @DisplayName("EIO-56 a second probe closes the WebSocket, so probes queue no answers")
  void probeFlood() {
    FakeWebSocket webSocket = client.attach().stall();
    for (int i = 0; i < 1_000; i++) {
      webSocket.receive("2probe");
    }

    assertThat(webSocket.frames()).containsExactly("3probe");
    assertThat(webSocket.closedByServer()).isTrue();
    assertStillOnPolling();
  }

  @Test
  @DisplayName("EIO-59 a POST that was paused in its middle is cut at the switch")
  void pausedPostAtSwitch() {
    client.listener.onMessage = () -> client.session().readable(false);
    FakeExchange post = client.post("4a\u001e4b");
    FakeWebSocket webSocket = client.upgrade();
    client.session().readable(true);
    webSocket.receive("4c");

    assertThat(post.status()).isEqualTo(400);
    assertThat(client.listener.messages).containsExactly("a", "c");
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-54 no noop before the probe")
  void noNoopBeforeProbe() {
    FakeExchange poll = client.poll();
    client.attach();
    fixture.timers.advance(Duration.ofSeconds(1));

    assertThat(poll.answered()).isFalse();
  }

  @Test
  @DisplayName("EIO-55 a poll during the upgrade gets real data at once")
  void dataDuringUpgrade() {
    FakeExchange poll = client.poll();
    client.attach().receive("2probe");
    client.send("data");

    assertThat(poll.responseText()).isEqualTo("4data");
  }

  @Test
  @DisplayName("EIO-55 what waits at the switch goes over the WebSocket, once and in order")
  void bufferAtSwitch() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    client.send("a");
    client.send("b");
    webSocket.receive("5");
    client.send("c");

    assertThat(webSocket.frames()).containsExactly("3probe", "4a", "4b", "4c");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 13, 25, 49, 50})
  @DisplayName("EIO-55, EIO-73 fifty messages each way: nothing lost, doubled or out of order")
  void fiftyEachWay(int switchAt) {
    List<String> expected = IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
    List<String> received = new ArrayList<>();
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    FakeExchange poll = null;
    for (int i = 0; i < 50; i++) {
      if (i == switchAt) {
        webSocket.receive("5");
      }
      client.send(expected.get(i));
      if (i < switchAt) {
        client.post("4" + expected.get(i));
        if (i % 3 == 0) { // the client polls now and then
          poll = client.poll();
          collect(poll, received);
        }
      } else {
        webSocket.receive("4" + expected.get(i));
      }
    }
    if (switchAt == 50) {
      webSocket.receive("5");
    }
    webSocket.frames().stream().skip(1).map(frame -> frame.substring(1)).forEach(received::add);

    assertThat(received).isEqualTo(expected);
    assertThat(client.listener.messages).isEqualTo(expected);
  }

  private static void collect(FakeExchange poll, List<String> received) {
    for (String packet : poll.responseText().split("\u001e", -1)) {
      received.add(packet.substring(1));
    }
  }

  @Test
  @DisplayName("EIO-56 a switch without a probe is accepted")
  void withoutProbe() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("5");

    assertThat(client.session().transport()).isEqualTo(TransportName.WEBSOCKET);
    assertThat(webSocket.closedByServer()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4hello", "2", "3probe", "1", "", "nonsense", "2probes"})
  @DisplayName("EIO-56 any other first packet closes the WebSocket, not the session")
  void badFirstPacket(String packet) {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive(packet);

    assertThat(webSocket.closedByServer()).isTrue();
    assertThat(client.listener.messages).isEmpty();
    assertStillOnPolling();
  }

  @Test
  @DisplayName("EIO-57 a second WebSocket while one is upgrading is closed, the first goes on")
  void secondWhileUpgrading() {
    FakeWebSocket first = client.attach();
    FakeWebSocket second = client.attach();
    assertThat(second.closedByServer()).isTrue();
    second.receive("2probe").receive("5");
    second.end(1005);

    first.receive("2probe").receive("5");

    assertThat(second.frames()).isEmpty();
    assertThat(first.closedByServer()).isFalse();
    assertThat(client.session().transport()).isEqualTo(TransportName.WEBSOCKET);
  }

  @Test
  @DisplayName("EIO-57 a WebSocket for a session that has one is closed, the session goes on")
  void secondAfterUpgrade() {
    FakeWebSocket first = client.upgrade();
    FakeWebSocket second = client.attach();
    second.receive("4stranger");

    assertThat(second.closedByServer()).isTrue();
    client.send("a");
    assertThat(first.frames()).containsExactly("4a");
    assertThat(client.listener.messages).isEmpty();
  }

  @Test
  @DisplayName("EIO-57 a session that began on WebSocket closes a newcomer")
  void secondAfterWebSocketHandshake() {
    FakeWebSocket first = fixture.openWebSocket();
    String sid = EngineFixture.sidOf(first.frames().get(0));
    FakeWebSocket second =
        fixture
            .request(FakeExchange.upgrade(EngineFixture.WEBSOCKET + "&sid=" + sid))
            .openWebSocket();

    assertThat(second.closedByServer()).isTrue();
    assertThat(first.closedByServer()).isFalse();
  }

  @Test
  @DisplayName("EIO-3 EIO-58 after upgradeTimeout the WebSocket is closed and the session stays")
  void timeout() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    fixture.timers.advance(Duration.ofSeconds(10));

    assertThat(webSocket.closedByServer()).isTrue();
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("upgradeTimeout", 1L));
    webSocket.receive("5");
    assertStillOnPolling();
    client.upgrade(); // it may try again
  }

  @Test
  @DisplayName("EIO-58 a probing WebSocket that ends leaves the session on polling")
  void probeEnds() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    webSocket.end(1006);

    assertStillOnPolling();
    assertThat(fixture.timers.pending()).isEqualTo(1);
  }

  @Test
  @DisplayName("EIO-58 a session that ends takes the probing WebSocket with it")
  void sessionEnds() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    client.post("1");

    assertThat(webSocket.closedByServer()).isTrue();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-59 at the switch a pending poll gets 1 and an unfinished POST is cut")
  void pendingRequestsAtSwitch() {
    FakeExchange poll = client.poll();
    FakeExchange post = client.beginPost();
    FakeWebSocket webSocket = client.upgrade();

    assertThat(poll.responseText()).isEqualTo("1");
    assertThat(post.status()).isEqualTo(400);
    post.complete("4late");
    poll.abort();
    assertThat(client.listener.messages).isEmpty();
    assertThat(client.listener.closes).isEmpty();
    assertThat(webSocket.closedByServer()).isFalse();
  }

  @Test
  @DisplayName("EIO-59 later polls are refused with code 3, the session goes on")
  void pollAfterSwitch() {
    client.upgrade();
    FakeExchange poll = client.poll();

    assertThat(poll.status()).isEqualTo(400);
    assertThat(poll.responseText()).contains("\"code\":3");
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-55 data whose poll fails after the switch is lost, so the session ends")
  void lostDataAfterSwitch() {
    FakeExchange poll = fixture.request(FakeExchange.get(client.target()).holdWriting());
    client.send("lost");
    client.upgrade();
    poll.abort();

    assertThat(client.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-59 a noop whose poll fails after the switch does no harm")
  void lostNoopAfterSwitch() {
    FakeExchange poll = fixture.request(FakeExchange.get(client.target()).holdWriting());
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    fixture.timers.advance(Upgrade.NOOP_DELAY);
    webSocket.receive("5");
    poll.abort();

    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-60 a close during the upgrade is completed by the switch")
  void closingAtSwitch() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    client.send("last");
    client.session().close();
    assertThat(client.listener.closes).isEmpty();
    assertThat(webSocket.closedByServer()).isFalse();

    webSocket.receive("5");

    assertThat(webSocket.frames()).containsExactly("3probe", "4last");
    assertThat(webSocket.closeCode()).hasValue(1005);
    assertThat(client.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-60 a close during the upgrade is completed by a poll, too")
  void closingAtPoll() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    client.session().close();

    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    assertThat(webSocket.closedByServer()).isTrue();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-60 a probing WebSocket that ends while closing leaves the close to a poll")
  void probeEndsWhileClosing() {
    FakeWebSocket webSocket = client.attach();
    client.session().close();
    webSocket.end(1006);

    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("A paused session pauses the new transport after the switch")
  void pausedAtSwitch() {
    client.session().readable(false);
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    assertThat(webSocket.reading()).isTrue(); // or the switch could not come
    webSocket.receive("5");
    assertThat(webSocket.reading()).isFalse();

    client.session().readable(true);
    assertThat(webSocket.reading()).isTrue();
  }

  @Test
  @DisplayName("A switch to a WebSocket that takes nothing keeps the rest in order")
  void stalledAtSwitch() {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    client.send("a");
    webSocket.stall().receive("5");
    client.session().send(unit("b", "c"));
    assertThat(webSocket.frames()).containsExactly("3probe");

    webSocket.drain();

    assertThat(webSocket.frames()).containsExactly("3probe", "4a", "4b", "4c");
  }

  @Test
  @DisplayName("allowUpgrades=false refuses the WebSocket before the 101")
  void upgradesNotAllowed() {
    EngineFixture strict = new EngineFixture(options -> options.allowUpgrades(false));
    PollingClient polling = strict.openPolling();

    assertThat(polling.upgradeRequest().status()).isEqualTo(400);
    assertThat(polling.listener.closes).isEmpty();
  }
}
