package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.RecoveringClient.bed;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.EmitResult;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private final TestBed bed = bed(options -> options);
  private final List<String> log = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("API-44 the reply has a private id, and every event an offset behind its arguments")
  void offsets() {
    RecoveringClient client = new RecoveringClient(bed);
    bed.io().emit("e", 1);
    client.socket().emit("e", 2);
    bed.io().emit("bare");
    client.socket().emitWithAck("question", 3);

    assertThat(client.read()).containsExactly("1", "2");
    assertThat(client.session.received())
        .anySatisfy(text -> assertThat(text).matches("2\\[\"bare\",\"[\\w-]{6}\\.[0-9a-z]+\"]"))
        .contains("20[\"question\",3]");
    assertThat(client.pid).isNotEqualTo(client.sid);
    assertThat(client.socket().recovered()).isFalse();
  }

  @Test
  @DisplayName("API-48 without the option there are neither private ids nor offsets")
  void off() {
    TestBed plain = new TestBed();
    FakeSession client = plain.join();
    plain.io().emit("e", 1);

    assertThat(client.received())
        .containsExactly("0{\"sid\":\"" + client.socketId("/") + "\"}", "2[\"e\",1]");
    assertThat(plain.socketOf(client).recovered()).isFalse();
  }

  @Test
  @DisplayName(
      "API-45 ADP-8 id, rooms, data and missed events are there again, the events before the reply")
  void recovers() {
    bed.io()
        .onConnection(
            socket -> {
              log.add((socket.recovered() ? "back " : "new ") + socket.rooms().size());
              socket.join("room");
              socket.data().put("name", "ada");
            });
    RecoveringClient client = new RecoveringClient(bed);
    bed.io().to("room").emit("e", 1);
    client.read();
    String sid = client.sid;
    String pid = client.pid;

    client.lose();
    assertThat(bed.io().size()).isZero();
    assertThat(bed.io().room("room").isEmpty()).isTrue();
    bed.io().emit("e", 2);
    bed.io().to("room").emit("e", 3);
    bed.io().to("elsewhere").emit("e", "no");
    bed.io().except("room").emit("e", "no");
    bed.io().to(sid).emit("e", 4);

    assertThat(client.connect()).containsExactly("2", "3", "4");
    assertThat(client.session.received()).last().asString().contains(pid);
    assertThat(client.sid).isEqualTo(sid);
    assertThat(client.socket().rooms()).containsExactly(sid, "room");
    assertThat(client.socket().data()).containsExactly(Map.entry("name", "ada"));
    assertThat(client.socket().handshake().auth()).containsExactly(Map.entry("token", "t"));
    assertThat(log).containsExactly("new 1", "back 2");
    bed.io().to("room").emit("e", 5);
    assertThat(client.read()).containsExactly("2", "3", "4", "5");
  }

  @Test
  @DisplayName("API-45 a client recovers that had received nothing yet")
  void beforeTheFirstEvent() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    client.lose();
    bed.io().emit("e", 1);

    assertThat(client.connect()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 a client recovers that still names the last event of an earlier session")
  void beforeTheFirstEventOfItsSecondSession() {
    RecoveringClient client = new RecoveringClient(bed);
    bed.io().emit("e", 1);
    client.read();
    client.socket().disconnect();
    client.connect();
    String sid = client.sid;
    client.socket().join("room");
    client.lose();
    bed.io().to("room").emit("e", 2);

    assertThat(client.offset).as("as official clients, it keeps it").isNotNull();
    assertThat(client.connect()).containsExactly("2");
    assertThat(client.sid).isEqualTo(sid);
    assertThat(client.socket().rooms()).containsExactly(sid, "room");
  }

  @Test
  @DisplayName("API-45 an offset of another server, or of another run, hides no event of this one")
  void offsetOfAnotherServer() {
    RecoveringClient client = new RecoveringClient(bed);
    bed.io().emit("e", 1);
    client.read();
    client.bed = bed(options -> options);
    client.connect();
    client.lose();
    client.bed.io().emit("e", "the first there, too");
    client.bed.io().emit("e", 3);

    assertThat(client.connect()).containsExactly("\"the first there, too\"", "3");
  }

  @Test
  @DisplayName("API-45 a client recovers again and again")
  void repeatedly() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    for (int round = 0; round < 5; round++) {
      client.lose();
      bed.io().emit("e", round);
      assertThat(client.connect()).containsExactly(String.valueOf(round));
      client.lose();
      assertThat(client.connect()).as("nothing happened meanwhile").isEmpty();
    }
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 a client recovers after hours without an event for it")
  void longQuiet() {
    RecoveringClient client = new RecoveringClient(bed);
    bed.io().emit("e", 1);
    client.read();
    String sid = client.sid;
    for (int beat = 0; beat < 1000; beat++) {
      client.session.beat();
      bed.timers.advance(Duration.ofSeconds(25));
    }
    client.lose();
    bed.io().emit("e", 2);

    assertThat(client.connect()).containsExactly("2");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName(
      "API-47 a volatile event has an offset, so the client knows its place, and is not replayed")
  void volatileEvents() {
    RecoveringClient client = new RecoveringClient(bed);
    bed.io().emit("e", 1);
    bed.io().asVolatile().emit("e", "\"text\"");
    client.read();
    client.lose();
    bed.io().asVolatile().emit("e", "lost");
    bed.io().emit("e", 2);

    assertThat(client.connect()).containsExactly("2");
  }

  @Test
  @DisplayName("API-45 what was sent to a connection that was dead already is not lost")
  void sentIntoTheVoid() {
    RecoveringClient client = new RecoveringClient(bed);
    bed.io().emit("e", 1);
    client.read();
    bed.io().emit("e", 2); // on its way when the connection broke
    client.session.closing = true; // broken, which the server does not know yet
    bed.io().emit("e", 3);
    client.lose();

    assertThat(client.connect()).containsExactly("2", "3");
  }

  @Test
  @DisplayName("API-18 a socket that is away takes no emits of its own, but through its room")
  void emitWhileAway() {
    RecoveringClient client = new RecoveringClient(bed);
    Socket old = client.socket();
    client.lose();

    assertThat(old.emit("e", 1)).isEqualTo(EmitResult.CLOSED);
    bed.io().to(old.id()).emit("e", 2);
    assertThat(client.connect()).containsExactly("2");
    assertThat(old.connected()).isFalse();
  }

  @Test
  @DisplayName("API-45 middlewares are left out, or asked where the option says so, and may refuse")
  void middlewares() {
    bed.io().use(socket -> log.add("asked"));
    RecoveringClient client = new RecoveringClient(bed);
    client.lose();
    client.connect();
    assertThat(log).hasSize(1);

    TestBed strict = bed(options -> options.withSkipMiddlewares(false));
    strict
        .io()
        .use(
            socket -> {
              log.add(String.valueOf(socket.recovered()));
              if (log.contains("banned")) {
                throw new ConnectionRefusedException("banned");
              }
            });
    RecoveringClient other = new RecoveringClient(strict);
    String sid = other.sid;
    other.lose();
    other.connect();
    assertThat(other.sid).isEqualTo(sid);
    assertThat(log).endsWith("false", "true");
    other.lose();
    log.add("banned");
    other.connect();
    assertThat(other.session.received()).containsExactly("4{\"message\":\"banned\"}");
    log.clear();
    other.connect();
    assertThat(other.sid).as("a refusal ends the session").isNotEqualTo(sid);
  }

  @Test
  @DisplayName("SEC-20 nobody but the recovery sees the private id, and auth that is nested deeply")
  void ticketIsSecret() {
    List<String> seen = new ArrayList<>();
    bed.of("/x").use(socket -> seen.add(socket.handshake().auth() + " " + socket.handshake()));
    String deep = "{\"pid\":\"p\",\"offset\":\"o\",\"a\":" + "[".repeat(63) + "]".repeat(63) + "}";
    FakeSession client = bed.connect().text("0/x," + deep);

    assertThat(client.received()).singleElement().asString().startsWith("0/x,{");
    assertThat(seen).singleElement().asString().contains("{a=[").doesNotContain("pid", "offset");
  }

  @Test
  @DisplayName(
      "API-46 ADP-9 of two who ask for a session at the same instant one has it in the end")
  void twoAtOnce() throws Exception {
    CyclicBarrier instant = new CyclicBarrier(2);
    ExecutorService thief = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < 1000; round++) {
        RecoveringClient client = new RecoveringClient(bed);
        bed.io().emit("e", round);
        client.read();
        String sid = client.sid;
        String ticket = "0{\"pid\":\"" + client.pid + "\",\"offset\":\"" + client.offset + "\"}";
        client.lose();
        FakeSession owner = bed.connect();
        FakeSession other = bed.connect();
        Future<?> theft = thief.submit(() -> atThatInstant(instant, other, ticket));
        atThatInstant(instant, owner, ticket);
        theft.get(30, TimeUnit.SECONDS);

        List<FakeSession> alive = Stream.of(owner, other).filter(it -> !it.ended).toList();
        assertThat(alive.stream().map(RecoveryTest::idOf))
            .as("round " + round)
            .containsOnlyOnce(sid);
        assertThat(bed.io().socket(sid).orElseThrow().recovered()).isTrue();
        assertThat(bed.io().size()).isEqualTo(alive.size());
        bed.io().to(sid).emit("e", "whose");
        assertThat(Stream.of(owner, other).filter(RecoveryTest::wasAsked)).hasSize(1);
        owner.end(CloseReason.TRANSPORT_CLOSE);
        other.end(CloseReason.TRANSPORT_CLOSE);
      }
    } finally {
      thief.shutdownNow();
    }
  }

  private static String idOf(FakeSession client) {
    return client.received().stream()
        .map(RecoveringClient.REPLY::matcher)
        .filter(Matcher::matches)
        .map(reply -> reply.group(1))
        .findFirst()
        .orElseThrow();
  }

  private static boolean wasAsked(FakeSession client) {
    return client.received().stream().anyMatch(text -> text.startsWith("2[\"e\",\"whose\""));
  }

  private static void atThatInstant(CyclicBarrier instant, FakeSession client, String ticket) {
    try {
      instant.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
    client.text(ticket);
  }

  @RepeatedTest(50)
  @DisplayName("API-45 with emits of many threads and a client that comes and goes nothing is lost")
  void storm() throws InterruptedException {
    int threads = 3;
    int each = 400;
    TestBed roomy = bed(options -> options.withMaxEvents(2 * threads * each));
    RecoveringClient client = new RecoveringClient(roomy);
    String sid = client.sid;
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> emitters = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () -> {
                try {
                  begin.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                for (int i = 0; i < each; i++) {
                  roomy.io().emit("e", number * 1000 + i);
                }
              });
      thread.start();
      emitters.add(thread);
    }
    begin.countDown();
    List<String> received = new ArrayList<>();
    while (emitters.stream().anyMatch(Thread::isAlive)) {
      client.lose();
      received.addAll(client.read());
      client.connect();
    }
    for (Thread thread : emitters) {
      thread.join();
    }
    client.lose();
    received.addAll(client.read());
    client.connect();
    received.addAll(client.read());

    assertThat(client.sid).isEqualTo(sid);
    for (int t = 0; t < threads; t++) {
      int number = t;
      assertThat(received.stream().map(Integer::valueOf).filter(n -> n / 1000 == number).toList())
          .as("thread " + t)
          .isEqualTo(
              java.util.stream.IntStream.range(0, each).mapToObj(i -> number * 1000 + i).toList());
    }
  }
}
