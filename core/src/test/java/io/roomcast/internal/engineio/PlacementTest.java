package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.StoppedStep;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();
  private final List<String> told = new CopyOnWriteArrayList<>();

  private SendResult send(String text, SendMode mode) {
    return client.session().send(unit(text), mode, placement(text));
  }

  private SendResult hold(String text, SendMode mode, long heldBytes) {
    return client.session().hold(unit(text), mode, placement(text), heldBytes, 1);
  }

  private Placement placement(String text) {
    return new Placement() {
      @Override
      public void taken() {
        told.add("taken " + text);
      }

      @Override
      public void lost() {
        told.add("lost " + text);
      }
    };
  }

  @Test
  @DisplayName("a unit is taken when it is queued, and lost when the session has ended")
  void takenOrLost() {
    send("a", SendMode.RELIABLE);
    client.session().discard();

    assertThat(send("b", SendMode.RELIABLE)).isEqualTo(SendResult.CLOSED);
    assertThat(send("c", SendMode.VOLATILE)).isEqualTo(SendResult.CLOSED);
    assertThat(told).containsExactly("taken a", "lost b", "lost c");
  }

  @Test
  @DisplayName("nobody is told of a volatile unit that is dropped")
  void dropped() {
    assertThat(send("v", SendMode.VOLATILE)).isEqualTo(SendResult.DROPPED);
    assertThat(told).isEmpty();
  }

  @Test
  @DisplayName("units that exceed the limit are lost")
  void overflow() {
    int limit = EngineOptions.defaults().maxQueuedBytes();
    send("a", SendMode.RELIABLE);

    assertThat(send("x".repeat(limit), SendMode.RELIABLE)).isEqualTo(SendResult.CLOSED);
    assertThat(told).hasSize(2).last().asString().startsWith("lost x");
  }

  @Test
  @DisplayName("so are those that may not wait elsewhere, and no others")
  void held() {
    int limit = EngineOptions.defaults().maxQueuedBytes();
    assertThat(hold("a", SendMode.RELIABLE, 0)).isEqualTo(SendResult.QUEUED);
    assertThat(hold("b", SendMode.REFUSABLE, limit)).isEqualTo(SendResult.FULL);
    assertThat(told).isEmpty();

    assertThat(hold("c", SendMode.RELIABLE, limit)).isEqualTo(SendResult.CLOSED);
    assertThat(hold("d", SendMode.RELIABLE, 0)).isEqualTo(SendResult.CLOSED);
    assertThat(hold("e", SendMode.REFUSABLE, 0)).isEqualTo(SendResult.CLOSED);
    assertThat(told).containsExactly("lost c", "lost d", "lost e");
  }

  @Test
  @DisplayName("what is lost because the session ends meanwhile is told in order")
  void orderOfLost() throws Exception {
    StoppedStep step = new StoppedStep();
    client.listener.onClose = step::stopHere;
    step.begin(client.session()::discard);

    assertThat(send("a", SendMode.RELIABLE)).isEqualTo(SendResult.CLOSED);
    assertThat(send("b", SendMode.RELIABLE)).isEqualTo(SendResult.CLOSED);
    assertThat(told).as("the listener is being told of the end").isEmpty();
    step.finish();

    assertThat(told).containsExactly("lost a", "lost b");
  }

  @Test
  @DisplayName("EIO-63 a ping says whether it is behind all units, and a pong of it is told once")
  void heartbeat() {
    client.post("3");
    assertThat(client.listener.beats).as("nobody has pinged").isEmpty();
    send("a", SendMode.RELIABLE);
    fixture.timers.advance(EngineOptions.defaults().pingInterval());
    assertThat(client.poll().responseText()).isEqualTo("2\u001e4a");
    client.post("3\u001e3");

    client.poll();
    send("b", SendMode.RELIABLE);
    fixture.timers.advance(EngineOptions.defaults().pingInterval());
    client.poll();
    client.post("3");

    assertThat(client.listener.beats).containsExactly("ping overtakes", "pong", "ping", "pong");
  }
}
