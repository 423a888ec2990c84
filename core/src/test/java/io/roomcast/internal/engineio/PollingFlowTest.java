package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How much a session on polling takes in, and holds for a client that does not read. */
class PollingFlowTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();

  @Test
  @DisplayName("readable(false) inside a message holds the answer to that very POST back")
  void holdsPostBack() {
    client.listener.onMessage = () -> client.session().readable(false);
    FakeExchange post = client.post("4a");
    assertThat(post.answered()).isFalse();

    client.session().readable(true);

    assertThat(post.responseText()).isEqualTo("ok");
  }

  @Test
  @DisplayName("A POST hands over as many packets as are wanted, and goes on when more are")
  void pausesWithinPost() {
    client.listener.onMessage = () -> client.session().readable(false);
    FakeExchange post = client.post("4a\u001e4b\u001e4c");
    assertThat(client.listener.messages).containsExactly("a");

    client.session().readable(true);
    assertThat(client.listener.messages).containsExactly("a", "b");
    assertThat(post.answered()).isFalse();
    client.session().readable(true);
    client.session().readable(true);

    assertThat(client.listener.messages).containsExactly("a", "b", "c");
    assertThat(post.responseText()).isEqualTo("ok");
    assertThat(client.post("4d").answered()).isFalse();
  }

  @Test
  @DisplayName("A POST that arrives while nothing is wanted waits as a whole")
  void pausedBeforePost() {
    client.session().readable(false);
    FakeExchange post = client.post("4a");
    assertThat(client.listener.messages).isEmpty();

    client.session().readable(true);

    assertThat(client.listener.messages).containsExactly("a");
    assertThat(post.responseText()).isEqualTo("ok");
  }

  @Test
  @DisplayName("EIO-28, EIO-41 a bad packet and a close count when their turn comes")
  void turnOfPausedPackets() {
    PollingClient other = fixture.openPolling();
    for (PollingClient each : List.of(client, other)) {
      each.listener.onMessage = () -> each.session().readable(false);
    }
    FakeExchange bad = client.post("4a\u001ex");
    FakeExchange close = other.post("4a\u001e1\u001e4b");
    assertThat(client.listener.closes).isEmpty();
    assertThat(other.listener.closes).isEmpty();

    client.session().readable(true);
    other.session().readable(true);

    assertThat(bad.status()).isEqualTo(400);
    assertThat(client.listener.closes).containsExactly(CloseReason.PARSE_ERROR);
    assertThat(close.responseText()).isEqualTo("ok");
    assertThat(other.listener.messages).containsExactly("a");
    assertThat(other.listener.closes).containsExactly(CloseReason.TRANSPORT_CLOSE);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-71 volatile is dropped without a poll and delivered with one")
  void volatileMessages() {
    assertThat(client.session().idle()).isFalse();
    assertThat(client.session().sendVolatile(unit("a", "b"))).isEqualTo(SendResult.DROPPED);

    FakeExchange poll = client.poll();
    assertThat(client.session().idle()).isTrue();
    assertThat(client.session().sendVolatile(unit("c", "d"))).isEqualTo(SendResult.QUEUED);
    assertThat(client.session().sendVolatile(unit("e"))).isEqualTo(SendResult.DROPPED);
    assertThat(poll.responseText()).isEqualTo("4c\u001e4d");
  }

  @Test
  @DisplayName("A client that never polls ends its session when maxQueuedBytes wait for it")
  void neverPolls() {
    EngineFixture small = new EngineFixture(options -> options.maxQueuedBytes(400));
    PollingClient lazy = small.openPolling();
    String message = "x".repeat(39); // 168 bytes with its type and the overhead

    lazy.send(message);
    lazy.send(message);
    assertThat(lazy.session().send(unit(message))).isEqualTo(SendResult.CLOSED);

    assertThat(lazy.listener.closes).containsExactly(CloseReason.TOO_SLOW);
    assertThat(lazy.listener.cause).hasMessageContaining("client does not read");
    small.assertEmpty();
  }

  @Test
  @DisplayName("Tiny messages count for the memory that they take up: acks without polls end it")
  void tinyMessages() {
    EngineFixture small = new EngineFixture(options -> options.maxQueuedBytes(10_000));
    PollingClient lazy = small.openPolling();
    EngineSession session = lazy.session();
    lazy.listener.onMessage = () -> session.send(unit(""));
    int posts = 0;
    while (lazy.listener.closes.isEmpty() && posts < 1_000) {
      lazy.post("4");
      posts++;
    }

    assertThat(posts).isLessThan(10_000 / 128 + 2);
    assertThat(lazy.listener.closes).containsExactly(CloseReason.TOO_SLOW);
    small.assertEmpty();
  }

  @Test
  @DisplayName("Tiny acks within one POST are bounded too, and end the session once")
  void tinyMessagesAtOnce() {
    EngineFixture small = new EngineFixture(options -> options.maxQueuedBytes(10_000));
    PollingClient lazy = small.openPolling();
    EngineSession session = lazy.session();
    List<SendResult> results = new ArrayList<>();
    lazy.listener.onMessage = () -> results.add(session.send(unit("")));
    lazy.post("4" + "\u001e4".repeat(20_000));

    int most = (1024 * 1024 + 10_000) / 128 + 1;
    assertThat(results.subList(most, results.size())).containsOnly(SendResult.CLOSED);
    assertThat(lazy.listener.closes).containsExactly(CloseReason.TOO_SLOW);
    assertThat(((Session) session).waitingBytes()).isZero();
  }

  @Test
  @DisplayName("Answers that the client does not take count towards maxQueuedBytes")
  void neverTakesAnswers() {
    EngineFixture small = new EngineFixture(options -> options.maxQueuedBytes(500));
    PollingClient lazy = small.openPolling();
    String message = "x".repeat(99);
    FakeExchange first = small.request(FakeExchange.get(lazy.target()).holdWriting());
    lazy.send(message);
    lazy.send(message);
    assertThat(first.answered()).isTrue();

    assertThat(lazy.session().send(unit(message))).isEqualTo(SendResult.CLOSED);
    assertThat(lazy.listener.closes).containsExactly(CloseReason.TOO_SLOW);
  }

  @Test
  @DisplayName("A single message over maxQueuedBytes is delivered to a client that reads")
  void largeMessage() {
    EngineFixture small = new EngineFixture(options -> options.maxQueuedBytes(10));
    PollingClient reader = small.openPolling();
    FakeExchange poll = reader.poll();

    reader.send("x".repeat(100));

    assertThat(poll.responseText()).hasSize(101);
  }
}
