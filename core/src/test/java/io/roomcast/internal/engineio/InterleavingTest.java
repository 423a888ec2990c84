package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static io.roomcast.testing.Latches.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import io.roomcast.testing.StoppedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two threads, one of which is stopped in the middle of a step of the session. */
class InterleavingTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();
  private final StoppedStep step = new StoppedStep();

  @AfterEach
  void letGo() {
    step.close();
  }

  @Test
  @DisplayName("EIO-73 sends in the middle of the switch come after what waited, none is lost")
  void sendDuringSwitch() throws Exception {
    FakeWebSocket webSocket = client.attach();
    webSocket.receive("2probe");
    client.send("before");
    webSocket.onSend(step::stopHere);
    step.begin(() -> webSocket.receive("5"));

    assertThat(client.session().send(unit("a", "b"))).isEqualTo(SendResult.QUEUED);
    assertThat(client.session().send(unit("c"))).isEqualTo(SendResult.QUEUED);
    webSocket.onSend(() -> {});
    step.finish();

    assertThat(webSocket.frames()).containsExactly("3probe", "4before", "4a", "4b", "4c");
  }

  @Test
  @DisplayName("EIO-79 a poll in the middle of a close is refused with code 1")
  void pollDuringClose() throws Exception {
    FakeExchange pending =
        fixture.request(FakeExchange.get(client.target()).onRespond(step::stopHere));
    step.begin(client.session()::close);

    FakeExchange late = client.poll();
    FakeExchange latePost = client.post("4late");
    FakeExchange lateUpgrade = client.upgradeRequest();
    step.finish();

    assertThat(pending.responseText()).isEqualTo("1");
    assertThat(late.responseText()).contains("\"code\":1");
    assertThat(latePost.responseText()).contains("\"code\":1");
    assertThat(lateUpgrade.status()).isEqualTo(400);
    assertThat(client.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-75 a close while a poll is being answered waits for the next poll")
  void closeDuringPoll() throws Exception {
    client.send("data");
    FakeExchange poll = FakeExchange.get(client.target()).onRespond(step::stopHere);
    step.begin(() -> fixture.request(poll));

    client.session().close();
    step.finish();

    assertThat(poll.responseText()).isEqualTo("4data");
    assertThat(client.listener.closes).isEmpty();
    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-42 an abort while the answer is being given ends the session once")
  void abortDuringRespond() throws Exception {
    FakeExchange poll =
        fixture.request(FakeExchange.get(client.target()).onRespond(step::stopHere));
    step.begin(() -> client.send("lost"));

    poll.abort();
    step.finish();

    assertThat(client.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-59 a poll in the middle of the switch is refused with code 3, not the session")
  void pollDuringSwitch() throws Exception {
    FakeExchange pending =
        fixture.request(FakeExchange.get(client.target()).onRespond(step::stopHere));
    FakeWebSocket webSocket = client.attach();
    step.begin(() -> webSocket.receive("5"));

    FakeExchange late = client.poll();
    step.finish();

    assertThat(pending.responseText()).isEqualTo("1");
    assertThat(late.responseText()).contains("\"code\":3");
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("discard while a listener is at work closes after it, and volatile decides at once")
  void discardDuringCallback() throws Exception {
    FakeWebSocket webSocket = client.upgrade();
    client.listener.onMessage = step::stopHere;
    step.begin(() -> webSocket.receive("4a"));

    assertThat(client.session().sendVolatile(unit("v"))).isEqualTo(SendResult.QUEUED);
    webSocket.stall();
    assertThat(client.session().sendVolatile(unit("w"))).isEqualTo(SendResult.DROPPED);
    client.session().discard();
    assertThat(client.listener.closes).isEmpty();
    step.finish();

    assertThat(client.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    assertThat(((Session) client.session()).waitingBytes()).isZero();
    fixture.assertEmpty();
  }

  /** Lets it send while it is read, and a bit more, since a transport may; gives what it sent. */
  private static List<String> flood(FakeWebSocket webSocket) {
    String filling = "x".repeat(1000);
    List<String> sent = new ArrayList<>();
    for (int more = 3; more > 0 && sent.size() < 10_000; more -= webSocket.reading() ? 0 : 1) {
      String message = sent.size() + filling;
      webSocket.receive("4" + message);
      sent.add(message);
    }
    return sent;
  }

  @Test
  @DisplayName("a WebSocket is not read on while much of it waits for a broadcaster's thread")
  void floodDuringBroadcast() throws Exception {
    FakeWebSocket webSocket = client.upgrade();
    webSocket.onSend(step::stopHere);
    step.begin(() -> client.send("news"));

    List<String> sent = flood(webSocket);
    assertThat(sent).as("64 KiB, and a bit more").hasSizeLessThan(70);
    assertThat(client.listener.messages).isEmpty();
    webSocket.receive((byte) 1).receive("4last");
    assertThat(webSocket.reading()).isFalse();
    step.finish();

    sent.add("<01>");
    sent.add("last");
    assertThat(client.listener.messages).isEqualTo(sent);
    assertThat(webSocket.reading()).isTrue();
  }

  @Test
  @DisplayName("nor is it afterwards where the session does not want more")
  void unwantedFlood() throws Exception {
    FakeWebSocket webSocket = client.upgrade();
    client.listener.onMessage = () -> client.session().readable(false);
    webSocket.onSend(step::stopHere);
    step.begin(() -> client.send("news"));
    List<String> sent = flood(webSocket);
    step.finish();

    assertThat(client.listener.messages).isEqualTo(sent);
    assertThat(webSocket.reading()).isFalse();
    client.session().readable(true);
    assertThat(webSocket.reading()).isTrue();
  }

  @Test
  @DisplayName("EIO-55, EIO-73 messages both ways keep their order whenever the switch comes")
  void orderUnderConcurrency() throws Exception {
    List<String> expected = IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
    for (int round = 0; round < 200; round++) {
      EngineFixture other = new EngineFixture();
      PollingClient peer = other.openPolling();
      CountDownLatch start = new CountDownLatch(1);
      Thread server =
          new Thread(
              () -> {
                await(start);
                expected.forEach(peer::send);
              });
      server.start();
      start.countDown();
      List<String> received = talk(other, peer, expected, round % 50);
      FakeWebSocket webSocket = peer.attach();
      webSocket.receive("2probe").receive("5").receive("4end");
      server.join(30_000);
      webSocket.frames().forEach(frame -> collect(frame, received));

      assertThat(received).isEqualTo(expected);
      assertThat(peer.listener.messages)
          .endsWith("end")
          .startsWith(expected.toArray(String[]::new));
      assertThat(peer.listener.closes).isEmpty();
    }
  }

  /** A client that sends, polls in between for a while, and waits for each answer. */
  private static List<String> talk(
      EngineFixture its, PollingClient peer, List<String> messages, int pollUntil) {
    List<String> received = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ask(its, FakeExchange.post(peer.target(), "4" + messages.get(i)), () -> {});
      if (i < pollUntil) {
        // the noop makes sure of an answer, as during an upgrade
        List<EngineMessage> noop = List.of(EngineMessage.raw("6"));
        FakeExchange poll = FakeExchange.get(peer.target());
        ask(its, poll, () -> peer.session().send(noop));
        collect(poll.responseText(), received);
      }
    }
    return received;
  }

  private static void ask(EngineFixture its, FakeExchange exchange, Runnable meanwhile) {
    CountDownLatch answered = new CountDownLatch(1);
    its.request(exchange.onAnswered(answered::countDown));
    meanwhile.run();
    await(answered);
  }

  private static void collect(String payload, List<String> received) {
    for (String packet : payload.split("\u001e", -1)) {
      if (packet.startsWith("4")) {
        received.add(packet.substring(1));
      }
    }
  }
}
