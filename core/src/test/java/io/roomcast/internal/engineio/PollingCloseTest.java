package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How sessions on polling end: by the client, by an abort, by the server. */
class PollingCloseTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();

  @Test
  @DisplayName("EIO-41 a POST of 1 ends the session; the poll gets a noop, the POST ok")
  void closedByClient() {
    FakeExchange poll = client.poll();
    FakeExchange post = client.post("4a\u001e1\u001e4b");

    assertThat(poll.responseText()).isEqualTo("6");
    assertThat(post.responseText()).isEqualTo("ok");
    assertThat(client.listener.messages).containsExactly("a");
    client.assertClosed(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  @DisplayName(
      "EIO-41 a poll that crosses the client's close gets the noop; one after it is refused")
  void pollCrossesClose() {
    client.post("1");

    assertThat(client.poll().responseText()).isEqualTo("6");
    client.assertClosed(CloseReason.TRANSPORT_CLOSE); // which polls once more
  }

  @Test
  @DisplayName("EIO-41 a poll after one that was answered at the close is refused")
  void pollAfterClose() {
    client.poll();
    client.post("1");

    client.assertClosed(CloseReason.TRANSPORT_CLOSE); // which polls once more
  }

  @Test
  @DisplayName("EIO-42 a poll that the client gives up closes the session")
  void pollAborted() {
    client.poll().abort();

    assertThat(client.listener.cause).hasMessage("poll connection closed prematurely");
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 a POST that the client gives up closes the session")
  void postAborted() {
    client.beginPost().abort();

    assertThat(client.listener.cause).hasMessage("data request connection closed prematurely");
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 a POST that the client gives up while its answer is held back closes it too")
  void heldPostAborted() {
    client.session().readable(false);
    client.post("4a").abort();
    client.session().readable(true);

    assertThat(client.listener.messages).isEmpty();
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 an abort after the answer was handed over, but not written, loses data")
  void answerLost() {
    FakeExchange poll = fixture.request(FakeExchange.get(client.target()).holdWriting());
    client.send("lost");
    assertThat(poll.responseText()).isEqualTo("4lost");
    assertThat(client.listener.closes).isEmpty();

    poll.abort();

    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 a poll whose client has gone already closes the session")
  void abortedBeforePoll() {
    client.send("a");
    fixture.request(FakeExchange.get(client.target()).abort());

    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-44 close with a poll pending answers it with 1")
  void closeWithPoll() {
    FakeExchange poll = client.poll();
    client.session().close();

    assertThat(poll.responseText()).isEqualTo("1");
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-44 close without a poll waits for the next one and answers noop and close")
  void closeWithoutPoll() {
    client.session().close();
    assertThat(client.listener.closes).isEmpty();
    assertThat(client.session().send(unit("late"))).isEqualTo(SendResult.CLOSED);

    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-3 EIO-44 close gives up after pollingCloseTimeout")
  void closeGivesUp() {
    client.session().close();
    fixture.timers.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(client.listener.closes).isEmpty();

    fixture.timers.advance(Duration.ofNanos(1));

    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-44 discard closes at once, even while closing")
  void discard() {
    client.send("dropped");
    client.session().close();
    client.session().discard();

    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-75 what is queued is delivered before the close, and not in one answer with it")
  void closeDeliversBuffer() {
    client.send("a");
    client.send("b");
    client.session().close();

    assertThat(client.poll().responseText()).isEqualTo("4a\u001e4b");
    assertThat(client.listener.closes).isEmpty();
    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName(
      "EIO-75 packets that arrive while closing are dropped, and closing twice is harmless")
  void packetsWhileClosing() {
    client.session().close();
    client.session().close();

    assertThat(client.post("4late").responseText()).isEqualTo("ok");
    assertThat(client.listener.messages).isEmpty();
    client.poll();
    client.session().close();
    client.session().discard();
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }
}
