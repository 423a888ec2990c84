package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollingTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();

  private void assertClosed(CloseReason reason) {
    assertThat(client.listener.closes).containsExactly(reason);
    fixture.assertEmpty();
    FakeExchange later = client.poll();
    assertThat(later.status()).isEqualTo(400);
    assertThat(later.responseText()).contains("\"code\":1");
  }

  @Test
  @DisplayName("EIO-33 a poll is held open until there is something to say")
  void holdsPoll() {
    FakeExchange poll = client.poll();
    assertThat(poll.answered()).isFalse();

    client.send("hello");

    assertThat(poll.status()).isEqualTo(200);
    assertThat(poll.responseText()).isEqualTo("4hello");
  }

  @Test
  @DisplayName("EIO-33 a poll is answered at once with everything that waits")
  void flushesBuffer() {
    client.send("a");
    client.send("b");
    assertThat(
            client.session().send(List.of(EngineMessage.binary(ByteBuffer.wrap(new byte[] {1})))))
        .isEqualTo(SendResult.QUEUED);

    assertThat(client.poll().responseText()).isEqualTo("4a\u001e4b\u001ebAQ==");
  }

  @Test
  @DisplayName("EIO-34 the headers of a payload")
  void payloadHeaders() {
    client.send("a");
    FakeExchange poll = client.poll();

    assertThat(poll.responseHeaders().first("Content-Type")).hasValue("text/plain; charset=UTF-8");
    assertThat(poll.responseHeaders().first("Cache-Control")).hasValue("no-store");
  }

  @Test
  @DisplayName("EIO-35 a second GET while one is pending closes the session")
  void pollOverlap() {
    FakeExchange first = client.poll();
    FakeExchange second = client.poll();

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.responseText()).isEqualTo("1");
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.responseText()).isEmpty();
    assertThat(client.listener.cause).hasMessageContaining("overlap from client");
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-36 a POST is decoded, handed over in order and answered ok")
  void post() {
    FakeExchange post = client.post("4hello\u001ebAQIDBA==\u001e4é👋");

    assertThat(post.status()).isEqualTo(200);
    assertThat(post.responseText()).isEqualTo("ok");
    assertThat(post.responseHeaders().first("Content-Type")).hasValue("text/html");
    assertThat(post.responseHeaders().first("Cache-Control")).hasValue("no-store");
    assertThat(client.listener.messages).containsExactly("hello", "<01020304>", "é👋");
  }

  @Test
  @DisplayName("EIO-37 a POST while another one's body is arriving closes the session")
  void postOverlap() {
    FakeExchange first = client.beginPost();
    FakeExchange second = client.post("4b");

    assertThat(second.status()).isEqualTo(400);
    assertThat(second.responseText()).isEmpty();
    assertThat(first.status()).isEqualTo(400);
    first.complete("4a");
    assertThat(client.listener.messages).isEmpty();
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-37 a POST while another one's answer is held back closes the session")
  void postOverlapWhileHeld() {
    client.listener.onMessage = () -> client.session().readable(false);
    FakeExchange first = client.post("4a");
    assertThat(first.answered()).isFalse();

    FakeExchange second = client.post("4b");

    assertThat(second.status()).isEqualTo(400);
    assertThat(first.responseText()).isEqualTo("ok"); // its packets were taken in
    assertThat(client.listener.messages).containsExactly("a");
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-37 a POST while another one is paused in its middle closes the session")
  void postOverlapWhilePaused() {
    client.listener.onMessage = () -> client.session().readable(false);
    FakeExchange first = client.post("4a\u001e4b");
    FakeExchange second = client.post("4c");
    client.session().readable(true);

    assertThat(second.status()).isEqualTo(400);
    assertThat(first.status()).isEqualTo(400); // its second packet was not taken in
    assertThat(client.listener.messages).containsExactly("a");
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "Application/Octet-Stream; charset=binary"})
  @DisplayName("EIO-38 a binary POST is refused and closes the session")
  void binaryPost(String type) {
    FakeExchange post =
        fixture.request(FakeExchange.post(client.target(), "4a").with("Content-Type", type));

    assertThat(post.status()).isEqualTo(400);
    assertThat(post.responseText()).isEmpty();
    assertThat(client.listener.messages).isEmpty();
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain;charset=UTF-8", "application/json", "x"})
  @DisplayName("EIO-38 every other content type is read as text")
  void textPost(String type) {
    fixture.request(FakeExchange.post(client.target(), "4a").with("Content-Type", type));

    assertThat(client.listener.messages).containsExactly("a");
  }

  @Test
  @DisplayName("EIO-39 a body over the limit is answered 413 and the session lives on")
  void bodyTooLarge() {
    FakeExchange post = client.beginPost().overflow();

    assertThat(post.status()).isEqualTo(413);
    assertThat(post.responseText()).isEmpty();
    assertThat(client.listener.closes).isEmpty();
    assertThat(client.post("4a").responseText()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u001e", "4a\u001e", "9", "abc", "b***", "4a\u001e8b"})
  @DisplayName("EIO-27, EIO-29, EIO-40 what is no payload closes the session with a parse error")
  void garbage(String body) {
    FakeExchange poll = client.poll();
    FakeExchange post = client.post(body);

    assertThat(poll.responseText()).isEqualTo("1");
    assertThat(post.status()).isEqualTo(400);
    assertClosed(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("EIO-28 packets before the first bad one are processed")
  void prefixOfBadPayload() {
    client.post("4a\u001e4b\u001ex\u001e4c");

    assertThat(client.listener.messages).containsExactly("a", "b");
    assertClosed(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("EIO-31 malformed UTF-8 closes the session with a parse error")
  void malformedUtf8() {
    client.beginPost().complete(new byte[] {'4', (byte) 0xc3, '('});

    assertThat(client.listener.messages).isEmpty();
    assertClosed(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("EIO-41 a POST of 1 ends the session; the poll gets a noop, the POST ok")
  void closedByClient() {
    FakeExchange poll = client.poll();
    FakeExchange post = client.post("4a\u001e1\u001e4b");

    assertThat(poll.responseText()).isEqualTo("6");
    assertThat(post.responseText()).isEqualTo("ok");
    assertThat(client.listener.messages).containsExactly("a");
    assertClosed(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  @DisplayName("EIO-42 a poll that the client gives up closes the session")
  void pollAborted() {
    client.poll().abort();

    assertThat(client.listener.cause).hasMessage("poll connection closed prematurely");
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 a POST that the client gives up closes the session")
  void postAborted() {
    client.beginPost().abort();

    assertThat(client.listener.cause).hasMessage("data request connection closed prematurely");
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 a POST that the client gives up while its answer is held back closes it too")
  void heldPostAborted() {
    client.session().readable(false);
    client.post("4a").abort();
    client.session().readable(true);

    assertThat(client.listener.messages).isEmpty();
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 an abort after the answer was handed over, but not written, loses data")
  void answerLost() {
    FakeExchange poll = fixture.request(FakeExchange.get(client.target()).holdWriting());
    client.send("lost");
    assertThat(poll.responseText()).isEqualTo("4lost");
    assertThat(client.listener.closes).isEmpty();

    poll.abort();

    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-42 a poll whose client has gone already closes the session")
  void abortedBeforePoll() {
    client.send("a");
    fixture.request(FakeExchange.get(client.target()).abort());

    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-14 other methods of an open session are answered 500")
  void otherMethod() {
    FakeExchange put = fixture.request(FakeExchange.request("PUT", client.target()));

    assertThat(put.status()).isEqualTo(500);
    assertThat(put.responseText()).isEmpty();
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-30 a ping from the client closes the session")
  void pingFromClient() {
    client.post("2");

    assertThat(client.listener.cause).hasMessageContaining("invalid heartbeat direction");
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-30 open, upgrade and noop from the client mean nothing")
  void meaninglessPackets() {
    assertThat(client.post("0\u001e5\u001e6\u001e4a").responseText()).isEqualTo("ok");

    assertThat(client.listener.messages).containsExactly("a");
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-32 a message without data is delivered as empty")
  void emptyMessage() {
    client.post("4");

    assertThat(client.listener.messages).containsExactly("");
  }

  @Test
  @DisplayName("EIO-44 close with a poll pending answers it with 1")
  void closeWithPoll() {
    FakeExchange poll = client.poll();
    client.session().close();

    assertThat(poll.responseText()).isEqualTo("1");
    assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-44 close without a poll waits for the next one and answers noop and close")
  void closeWithoutPoll() {
    client.session().close();
    assertThat(client.listener.closes).isEmpty();
    assertThat(client.session().send(unit("late"))).isEqualTo(SendResult.CLOSED);

    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-44 close gives up after pollingCloseTimeout")
  void closeGivesUp() {
    client.session().close();
    fixture.timers.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(client.listener.closes).isEmpty();

    fixture.timers.advance(Duration.ofNanos(1));

    assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-44 discard closes at once, even while closing")
  void discard() {
    client.send("dropped");
    client.session().close();
    client.session().discard();

    assertClosed(CloseReason.FORCED_CLOSE);
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
    assertClosed(CloseReason.FORCED_CLOSE);
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
    assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-45 old Internet Explorers get X-XSS-Protection: 0")
  void internetExplorer() {
    client.send("a");
    FakeExchange poll =
        fixture.request(
            FakeExchange.get(client.target())
                .with("User-Agent", "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)"));

    assertThat(poll.responseHeaders().first("X-XSS-Protection")).hasValue("0");
  }

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
    assertThat(client.session().writable()).isFalse();
    assertThat(client.session().sendVolatile(unit("a", "b"))).isEqualTo(SendResult.DROPPED);

    FakeExchange poll = client.poll();
    assertThat(client.session().writable()).isTrue();
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

    assertThat(lazy.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
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
    assertThat(lazy.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
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
    assertThat(lazy.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
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
    assertThat(lazy.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
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
