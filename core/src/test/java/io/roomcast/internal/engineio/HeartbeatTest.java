package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final Duration INTERVAL = Duration.ofSeconds(25);
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration TICK = Duration.ofNanos(1);

  private final EngineFixture fixture = new EngineFixture();
  private final FakeWebSocket webSocket = fixture.openWebSocket();
  private final RecordingListener listener = fixture.listenerOf(webSocket);

  private void advance(Duration by) {
    fixture.timers.advance(by);
  }

  @Test
  @DisplayName("EIO-3 EIO-62 a ping after pingInterval, and again after each pong")
  void pingsAndPongs() {
    advance(INTERVAL.minus(TICK));
    assertThat(webSocket.framesAfterOpen()).isEmpty();
    advance(TICK);
    assertThat(webSocket.framesAfterOpen()).containsExactly("2");

    advance(TIMEOUT.minus(TICK));
    webSocket.receive("3");
    advance(INTERVAL);

    assertThat(webSocket.framesAfterOpen()).containsExactly("2", "2");
    assertThat(listener.closes).isEmpty();
    assertThat(fixture.timers.pending()).isEqualTo(1);
  }

  @Test
  @DisplayName("EIO-3 EIO-62 no pong within pingTimeout ends the session")
  void noPong() {
    advance(INTERVAL.plus(TIMEOUT).minus(TICK));
    assertThat(listener.closes).isEmpty();
    advance(TICK);

    assertThat(listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
    assertThat(webSocket.closedByServer()).isTrue();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-62 another packet prolongs the wait for a pong, once per ping")
  void otherPacketProlongsOnce() {
    advance(INTERVAL);
    advance(TIMEOUT.minus(TICK));
    webSocket.receive("4a");
    advance(TIMEOUT.minus(TICK));
    webSocket.receive("4b");
    assertThat(listener.closes).isEmpty();
    advance(TICK);

    assertThat(listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
  }

  @Test
  @DisplayName("SEC-14 unsolicited pongs schedule nothing and move nothing")
  void unsolicitedPongs() {
    long scheduled = fixture.timers.scheduled();
    advance(INTERVAL.minus(TICK));
    for (int i = 0; i < 100; i++) {
      webSocket.receive("3");
    }
    assertThat(fixture.timers.scheduled()).isEqualTo(scheduled);
    advance(TICK);

    assertThat(webSocket.framesAfterOpen()).containsExactly("2");
  }

  @Test
  @DisplayName("EIO-62 over polling the ping goes with the next poll, ahead of what waits")
  void pollingWithoutPoll() {
    PollingClient client = fixture.openPolling();
    client.send("a");
    advance(INTERVAL);

    assertThat(client.poll().responseText()).isEqualTo("2\u001e4a");
    client.post("3");
    advance(TIMEOUT);
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName(
      "EIO-62 over polling a pending poll gets the ping, and a missing pong ends it with 1")
  void pollingTimeout() {
    PollingClient client = fixture.openPolling();
    FakeExchange poll = client.poll();
    advance(INTERVAL);
    assertThat(poll.responseText()).isEqualTo("2");
    FakeExchange next = client.poll();
    advance(TIMEOUT);

    assertThat(next.responseText()).isEqualTo("1");
    assertThat(client.listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
  }

  @Test
  @DisplayName("EIO-62 a client that never polls is found dead")
  void neverPolls() {
    PollingClient client = fixture.openPolling();
    advance(INTERVAL.plus(TIMEOUT));

    assertThat(client.listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-63 a ping overtakes what waits behind a slow connection")
  void pingIsNotStarved() {
    webSocket.stall();
    listener.session.send(unit("a", "b"));
    advance(INTERVAL);
    webSocket.drain();

    assertThat(webSocket.framesAfterOpen()).containsExactly("2", "4a", "4b");
  }

  @Test
  @DisplayName("EIO-61 a switch while a pong is due re-arms the timeout on the new transport")
  void switchWhileWaiting() {
    PollingClient client = fixture.openPolling();
    advance(INTERVAL);
    client.poll();
    advance(TIMEOUT.minus(TICK));
    client.upgrade();
    advance(TIMEOUT.minus(TICK));
    assertThat(client.listener.closes).isEmpty();
    advance(TICK);

    assertThat(client.listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
  }

  @Test
  @DisplayName("EIO-61 an upgraded session does not time out")
  void upgradedSession() {
    PollingClient client = fixture.openPolling();
    FakeWebSocket upgraded = client.upgrade();
    for (int i = 0; i < 5; i++) {
      advance(INTERVAL);
      upgraded.receive("3");
    }
    assertThat(upgraded.frames()).containsExactly("2", "2", "2", "2", "2");
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("While the server does not read, a missing pong ends nothing")
  void deaf() {
    advance(INTERVAL);
    listener.session.readable(false);
    advance(TIMEOUT.multipliedBy(5));
    assertThat(listener.closes).isEmpty();

    listener.session.readable(true);
    advance(TIMEOUT.minus(TICK));
    assertThat(listener.closes).isEmpty();
    advance(TICK);
    assertThat(listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
  }
}
