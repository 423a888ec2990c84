package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EnginePacket;
import io.roomcast.engineio.Registration;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeWebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionEventsTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final SessionView view = new SessionView(client.session(), this, queue::add);

  private void run() {
    while (!queue.isEmpty()) {
      queue.remove().run();
    }
  }

  @Test
  @DisplayName("EIO-69 a listener that is too slow misses packets, but neither upgrade nor close")
  void slow() {
    view.onPacket(packet -> heard.add(packet.text()));
    view.onUpgrade(to -> heard.add(to.wireName()));
    view.onClose((reason, cause) -> heard.add(reason.text()));
    FakeWebSocket webSocket = client.upgrade();
    int flood = SessionEvents.MAX_WAITING + 500;
    for (int i = 0; i < flood; i++) {
      webSocket.receive("4" + i);
    }
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("sessionEvents", 500L));
    webSocket.end(1001);
    run();

    assertThat(client.listener.messages).as("the session itself misses nothing").hasSize(flood);
    assertThat(heard)
        .hasSize(SessionEvents.MAX_WAITING + 2)
        .startsWith("websocket", "0", "1")
        .endsWith("" + (SessionEvents.MAX_WAITING - 1), "transport close");
  }

  @Test
  @DisplayName("EIO-69 what waits for a slow listener is bounded in bytes, too, and counted down")
  void slowInBytes() {
    view.onPacket(packet -> heard.add("in"));
    view.onPacketCreate(packet -> heard.add("out"));
    int half = SessionEvents.MAX_WAITING_BYTES / 2;
    client.post("4" + "x".repeat(half));
    client.session().send(List.of(EngineMessage.binary(ByteBuffer.allocate(half))));
    client.post("4a");
    run();
    assertThat(heard).containsExactly("in", "out");

    client.post("4a");
    run();
    assertThat(heard).containsExactly("in", "out", "in");
  }

  @Test
  @DisplayName("EIO-63 EIO-69 a heartbeat is told for each pong that was awaited, and no other")
  void heartbeat() {
    view.onHeartbeat(() -> heard.add("beat"));
    client.post("3");
    fixture.timers.advance(Duration.ofSeconds(25));
    assertThat(client.poll().responseText()).isEqualTo("2");
    client.post("3\u001e3\u001e3");
    run();
    assertThat(heard).containsExactly("beat");
  }

  @Test
  @DisplayName("EIO-69 packets of every type are seen, also those that carry no message")
  void types() {
    List<EnginePacket> out = new ArrayList<>();
    view.onPacketCreate(out::add);
    fixture.timers.advance(Duration.ofSeconds(25));
    client.session().send(unit("a", "b"));
    client.session().close();
    client.session().send(unit("too late"));
    run();
    assertThat(out)
        .containsExactly(
            new EnginePacket(EnginePacket.Type.PING, "", Optional.empty()),
            new EnginePacket(EnginePacket.Type.MESSAGE, "a", Optional.empty()),
            new EnginePacket(EnginePacket.Type.MESSAGE, "b", Optional.empty()));
  }

  @Test
  @DisplayName("EIO-69 a volatile message that is dropped was never created, nor drained")
  void dropped() {
    view.onPacketCreate(packet -> heard.add(packet.text()));
    view.onDrain(() -> heard.add("drain"));
    client.session().sendVolatile(unit("dropped"));
    run();
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName("EIO-58 EIO-69 an upgrade that fails was upgrading, but is no upgrade")
  void upgrading() {
    List<TransportName> upgrades = new ArrayList<>();
    view.onUpgrading(to -> heard.add(to.wireName()));
    view.onUpgrade(upgrades::add);
    client.attach().receive("2probe").end(1006);
    run();
    assertThat(heard).containsExactly("websocket");
    assertThat(upgrades).isEmpty();
  }

  @Test
  @DisplayName("EIO-69 the listeners of one owner go, those of the others stay")
  void owners() {
    SessionView other = new SessionView(client.session(), "another owner", queue::add);
    view.onPacket(packet -> heard.add("mine"));
    other.onPacket(packet -> heard.add("other's"));
    Registration cancelled = other.onPacket(packet -> heard.add("cancelled"));
    cancelled.cancel();
    client.session().forgetListeners(this);
    client.post("4a");
    run();
    assertThat(heard).containsExactly("other's");
  }

  @Test
  @DisplayName("EIO-69 who listens for the end of a session that has ended is told, once")
  void late() {
    view.onClose((reason, cause) -> heard.add("early " + reason.text()));
    client.session().discard();
    view.onClose((reason, cause) -> heard.add("late " + reason.text()));
    view.onPacket(packet -> heard.add("packet"));
    assertThat(heard).as("on the queue").isEmpty();
    run();
    client.session().discard();
    run();
    assertThat(heard).containsExactly("early forced close", "late forced close");
  }

  @Test
  @DisplayName("EIO-41 EIO-69 a close packet of the client is seen, on polling as on WebSocket")
  void closePacket() {
    view.onPacket(packet -> heard.add(packet.type().name()));
    client.post("4a\u001e1\u001e4b");
    run();
    assertThat(heard).containsExactly("MESSAGE", "CLOSE");

    FakeWebSocket webSocket = fixture.openWebSocket();
    EngineSession session = fixture.listenerOf(webSocket).session;
    new SessionView(session, this, queue::add).onPacket(packet -> heard.add(packet.type().name()));
    webSocket.receive("1");
    run();
    assertThat(heard).containsExactly("MESSAGE", "CLOSE", "CLOSE");
  }

  @Test
  @DisplayName("EIO-69 a client that probes without end does not fill the queue of a slow listener")
  void probes() {
    view.onUpgrading(to -> heard.add(to.wireName()));
    for (int i = 0; i < SessionEvents.MAX_WAITING + 10; i++) {
      client.attach().receive("2probe").end(1006);
    }
    assertThat(queue).hasSize(SessionEvents.MAX_WAITING);
    run();
    client.attach().receive("2probe").end(1006);
    run();
    assertThat(heard).hasSize(SessionEvents.MAX_WAITING + 1);
  }
}
