package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.ConnectionStateRecovery;
import io.roomcast.DisconnectReason;
import io.roomcast.EmitResult;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.TransportName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecoveryTest {
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
  private static final Pattern REPLY =
      Pattern.compile("0\\{\"sid\":\"([^\"]{20})\",\"pid\":\"([^\"]{20})\"}");
  private static final Pattern EVENT = Pattern.compile("2\\[\"e\",(.*),\"([^\"]+)\"]");

  private final TestBed bed = bed(options -> options);
  private final List<String> log = new CopyOnWriteArrayList<>();

  private static TestBed bed(UnaryOperator<ConnectionStateRecovery> change) {
    return TestBed.with(
        builder ->
            builder.connectionStateRecovery(
                change.apply(ConnectionStateRecovery.within(TWO_MINUTES))));
  }

  /** What an official client keeps between its connections. */
  private static final class Client {
    final TestBed bed;
    FakeSession session;
    String sid;
    String pid;
    String offset;

    Client(TestBed bed) {
      this.bed = bed;
      connect();
    }

    /** Joins with what it has, and reads what it gets; returns the events. */
    List<String> connect() {
      session = bed.connect();
      String ticket = pid == null ? "" : "{\"token\":\"t\",\"pid\":\"" + pid + "\"" + known() + "}";
      session.text("0" + ticket);
      return read();
    }

    private String known() {
      return offset == null ? "" : ",\"offset\":\"" + offset + "\"";
    }

    /** The events of this connection, of which it remembers the last one's offset. */
    List<String> read() {
      List<String> events = new ArrayList<>();
      for (String text : session.received()) {
        Matcher reply = REPLY.matcher(text);
        Matcher event = EVENT.matcher(text);
        if (reply.matches()) {
          sid = reply.group(1);
          pid = reply.group(2);
        } else if (event.matches()) {
          events.add(event.group(1));
          offset = event.group(2);
        }
      }
      return events;
    }

    void lose() {
      session.end(CloseReason.TRANSPORT_CLOSE);
    }

    Socket socket() {
      return bed.io().socket(sid).orElseThrow();
    }
  }

  @Test
  @DisplayName("API-44 the reply has a private id, and every event an offset behind its arguments")
  void offsets() {
    Client client = new Client(bed);
    bed.io().emit("e", 1);
    client.socket().emit("e", 2);
    bed.io().emit("bare");
    client.socket().emitWithAck("question", 3);

    assertThat(client.read()).containsExactly("1", "2");
    assertThat(client.session.received())
        .anySatisfy(text -> assertThat(text).matches("2\\[\"bare\",\"[0-9a-z]+\"]"))
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
      "API-45 id, rooms, data and missed events are there again, the events before the reply")
  void recovers() {
    bed.io()
        .onConnection(
            socket -> {
              log.add((socket.recovered() ? "back " : "new ") + socket.rooms().size());
              socket.join("room");
              socket.data().put("name", "ada");
            });
    Client client = new Client(bed);
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
    Client client = new Client(bed);
    String sid = client.sid;
    client.lose();
    bed.io().emit("e", 1);

    assertThat(client.connect()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 a client recovers again and again")
  void repeatedly() {
    Client client = new Client(bed);
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
    Client client = new Client(bed);
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
    Client client = new Client(bed);
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
    Client client = new Client(bed);
    bed.io().emit("e", 1);
    client.read();
    bed.io().emit("e", 2); // on its way when the connection broke
    client.session.closing = true; // broken, which the server does not know yet
    bed.io().emit("e", 3);
    client.lose();

    assertThat(client.connect()).containsExactly("2", "3");
  }

  @Test
  @DisplayName("API-45 a client that is back before the old connection is found dead takes it over")
  void takeover() {
    bed.io()
        .onConnection(
            socket -> {
              log.add("connection");
              socket.onDisconnect(reason -> log.add(reason.name()));
            });
    Client client = new Client(bed);
    String sid = client.sid;
    FakeSession old = client.session;
    bed.io().emit("e", 1);

    assertThat(client.connect()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
    assertThat(old.ended).isTrue();
    assertThat(log).containsExactly("connection", "TRANSPORT_CLOSE", "connection");
    assertThat(bed.io().size()).isEqualTo(1);
  }

  @Test
  @DisplayName("API-46 ADP-9 a session is given back once: the second who asks is a new client")
  void once() {
    Client client = new Client(bed);
    String pid = client.pid;
    String sid = client.sid;
    client.lose();
    client.connect();
    FakeSession second = bed.connect().text("0{\"pid\":\"" + pid + "\"}");
    FakeSession third = bed.connect().text("0{\"pid\":\"" + pid + "\",\"offset\":\"none\"}");

    assertThat(client.session.ended).as("the second one took it over").isTrue();
    assertThat(second.received()).last().asString().contains(sid);
    assertThat(third.received()).last().asString().doesNotContain(sid).doesNotContain(pid);
  }

  @Test
  @DisplayName("API-46 unknown ids, odd types and unknown offsets give a new session")
  void unknown() {
    Client client = new Client(bed);
    String sid = client.sid;
    client.lose();
    for (String ticket :
        List.of(
            "{\"pid\":\"unknown\"}",
            "{\"pid\":7,\"offset\":\"0\"}",
            "{\"pid\":[\"" + client.pid + "\"]}",
            "{\"pid\":\"" + client.pid + "\",\"offset\":\"zzz\"}")) {
      FakeSession other = bed.connect().text("0" + ticket);
      assertThat(other.received()).singleElement().asString().matches(REPLY).doesNotContain(sid);
    }
    assertThat(client.connect()).isEmpty();
    assertThat(client.sid).as("an unknown offset ends it").isNotEqualTo(sid);
  }

  @Test
  @DisplayName(
      "API-46 a client that comes too late gets a new session, and nothing of the old is left")
  void expired() {
    Client client = new Client(bed);
    String sid = client.sid;
    client.socket().join("room");
    client.lose();
    bed.timers.advance(TWO_MINUTES);

    assertThat(bed.timers.pending()).isZero();
    assertThat(absent()).isZero();
    assertThat(reachable("room")).isFalse();
    client.connect();
    assertThat(client.sid).isNotEqualTo(sid);
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  @DisplayName("API-16 API-47 what can be recovered depends on why the connection ended")
  void reasons(CloseReason reason) {
    Client client = new Client(bed);
    String sid = client.sid;
    client.session.end(reason);
    client.connect();

    assertThat(client.sid.equals(sid)).isEqualTo(reason != CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("API-16 who left, or was disconnected, is new when it comes again")
  void wanted() {
    Client client = new Client(bed);
    String sid = client.sid;
    client.session.text("1");
    client.connect();
    assertThat(client.sid).isNotEqualTo(sid);

    String second = client.sid;
    client.socket().disconnect();
    client.connect();
    assertThat(client.sid).isNotEqualTo(second);

    String third = client.sid;
    client.socket().disconnect(true);
    client.connect();
    assertThat(client.sid).isNotEqualTo(third);
    assertThat(absent()).isZero();
  }

  @Test
  @DisplayName("API-16 a violation on polling without a poll can be recovered from as well")
  void violation() {
    Client client = new Client(bed);
    String sid = client.sid;
    client.session.transport = TransportName.POLLING;
    client.session.writable = false;
    client.session.text("0");
    assertThat(client.session.closing).isTrue();

    client.connect();
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 middlewares are left out, or asked where the option says so, and may refuse")
  void middlewares() {
    bed.io().use(socket -> log.add("asked"));
    Client client = new Client(bed);
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
    Client other = new Client(strict);
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
  @DisplayName("API-40 sockets that are away join, leave and are disconnected as others are")
  void operationsWhileAway() {
    Client client = new Client(bed);
    String sid = client.sid;
    client.socket().join("a", "b");
    client.lose();
    bed.io().in("a").socketsJoin("c");
    bed.io().socketsLeave("b");
    bed.io().to("c").emit("e", 1);
    bed.io().to("b").emit("e", "no");

    assertThat(client.connect()).containsExactly("1");
    assertThat(client.socket().rooms()).containsExactly(sid, "a", "c");
    client.lose();
    bed.io().in("c").disconnectSockets();
    assertThat(absent()).isZero();
    client.connect();
    assertThat(client.sid).isNotEqualTo(sid);
  }

  @Test
  @DisplayName("ADP-9 what is kept is bounded: events, bytes and sockets")
  void bounded() {
    TestBed small = bed(o -> o.withMaxEvents(2).withMaxEventBytes(1000).withMaxSockets(1));
    Client client = new Client(small);
    String sid = client.sid;
    Client other = new Client(small);
    String otherSid = other.sid;
    other.lose();
    client.lose();
    other.connect();
    assertThat(other.sid).as("one too many, and longest away").isNotEqualTo(otherSid);

    small.io().emit("e", 1);
    small.io().emit("e", 2);
    assertThat(client.connect()).containsExactly("1", "2");
    assertThat(client.sid).isEqualTo(sid);
    client.lose();
    small.io().emit("e", 3);
    small.io().emit("e", 4);
    small.io().emit("e", 5);
    client.connect();
    assertThat(client.sid).as("too many events").isNotEqualTo(sid);

    sid = client.sid;
    client.lose();
    small.io().emit("e", "x".repeat(1000));
    client.connect();
    assertThat(client.sid).as("too many bytes").isNotEqualTo(sid);
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
  @DisplayName("API-40 a client that is on its way back can be disconnected as well")
  void disconnectedWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow =
        new TestBed(
            executor, b -> b.connectionStateRecovery(ConnectionStateRecovery.within(TWO_MINUTES)));
    Client client = new Client(slow);
    executor.runAll();
    client.read();
    String sid = client.sid;
    client.lose();
    executor.runAll();
    client.connect(); // waits for the executor
    slow.io().disconnectSockets();
    executor.runAll();

    assertThat(client.session.received()).containsExactly("4{\"message\":\"disconnected\"}");
    client.connect();
    executor.runAll();
    client.read();
    assertThat(client.sid).isNotEqualTo(sid);
    assertThat(sessions(slow).absent()).isZero();
    assertThat(sessions(slow).known()).isEqualTo(1);
  }

  @Test
  @DisplayName("API-46 a client that misses too much while it comes back begins anew")
  void overflowWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow =
        new TestBed(
            executor,
            b ->
                b.connectionStateRecovery(
                    ConnectionStateRecovery.within(TWO_MINUTES).withMaxEvents(2)));
    slow.io().onConnection(socket -> log.add("connection"));
    Client client = new Client(slow);
    executor.runAll();
    client.read();
    String sid = client.sid;
    client.lose();
    executor.runAll();
    client.connect(); // waits for the executor
    for (int i = 0; i < 3; i++) {
      slow.io().emit("e", i);
    }
    executor.runAll();

    assertThat(client.session.ended).isTrue();
    assertThat(log).containsExactly("connection");
    assertThat(sessions(slow).absent()).isZero();
    assertThat(sessions(slow).known()).isZero();
    assertThat(sessions(slow).bytes()).isZero();
    assertThat(slow.timers.pending()).isZero();
    client.connect();
    executor.runAll();
    client.read();
    assertThat(client.sid).isNotEqualTo(sid);
  }

  @Test
  @DisplayName("API-46 a client that comes and goes has one limit to its absence, not many")
  void oneTimer() {
    ByHand executor = new ByHand();
    TestBed slow =
        new TestBed(
            executor, b -> b.connectionStateRecovery(ConnectionStateRecovery.within(TWO_MINUTES)));
    Client client = new Client(slow);
    executor.runAll();
    client.read();
    client.lose();
    executor.runAll();
    for (int i = 0; i < 100; i++) {
      client.connect();
      client.lose();
    }
    executor.runAll();

    assertThat(slow.timers.pending()).isEqualTo(1);
    slow.timers.advance(TWO_MINUTES);
    assertThat(sessions(slow).absent()).isZero();
    assertThat(sessions(slow).known()).isZero();
  }

  @RepeatedTest(20)
  @DisplayName("API-33 what crosses the end of a socket leaves no room behind")
  void roomsAgainstEnds() throws InterruptedException {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(new Client(bed));
    }
    List<Socket> sockets = clients.stream().map(Client::socket).toList();
    CountDownLatch begin = new CountDownLatch(1);
    Thread joining =
        new Thread(
            () -> {
              await(begin);
              for (Socket socket : sockets) {
                socket.join("r" + socket.id());
                socket.leave("r" + socket.id());
                socket.join("s" + socket.id());
              }
            });
    Thread ending =
        new Thread(
            () -> {
              await(begin);
              clients.forEach(Client::lose);
            });
    Thread operating =
        new Thread(
            () -> {
              await(begin);
              for (int i = 0; i < 20; i++) {
                bed.io().socketsJoin("t" + i);
                bed.io().socketsLeave("t" + i);
              }
            });
    List<Thread> threads = List.of(joining, ending, operating);
    threads.forEach(Thread::start);
    begin.countDown();
    for (Thread thread : threads) {
      thread.join(30_000);
    }
    bed.timers.advance(TWO_MINUTES);

    assertThat(sessions(bed).reach().size()).isZero();
    assertThat(sessions(bed).reach().rooms()).isEmpty();
    assertThat(sessions(bed).known()).isZero();
    assertThat(sessions(bed).absent()).isZero();
    assertThat(sessions(bed).bytes()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("a server that stops forgets everybody")
  void stop() {
    Client client = new Client(bed);
    client.lose();
    assertThat(absent()).isEqualTo(1);
    bed.namespaces.close().join();

    assertThat(absent()).isZero();
    assertThat(bed.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-18 a socket that is away takes no emits of its own, but through its room")
  void emitWhileAway() {
    Client client = new Client(bed);
    Socket old = client.socket();
    client.lose();

    assertThat(old.emit("e", 1)).isEqualTo(EmitResult.CLOSED);
    bed.io().to(old.id()).emit("e", 2);
    assertThat(client.connect()).containsExactly("2");
    assertThat(old.connected()).isFalse();
  }

  @Test
  @DisplayName("API-15 the connection's listeners wait for those of the disconnection")
  void listenersInOrder() {
    ByHand executor = new ByHand();
    TestBed slow =
        new TestBed(
            executor, b -> b.connectionStateRecovery(ConnectionStateRecovery.within(TWO_MINUTES)));
    slow.io()
        .onConnection(
            socket -> {
              log.add("connection, " + socket.data());
              socket.onDisconnect(
                  reason -> {
                    log.add("disconnect");
                    socket.data().put("seen", reason);
                  });
            });
    Client client = new Client(slow);
    executor.runAll();
    client.read();
    client.lose();
    FakeSession next = slow.connect().text("0{\"pid\":\"" + client.pid + "\"}");
    assertThat(next.received()).as("the old socket's listeners have not run").isEmpty();
    executor.runAll();

    assertThat(log)
        .containsExactly(
            "connection, {}",
            "disconnect",
            "connection, {seen=" + DisconnectReason.TRANSPORT_CLOSE + "}");
    assertThat(next.received()).last().asString().contains(client.sid);
  }

  @Test
  @DisplayName("API-45 a client that goes again before it is back may try once more, in its time")
  void goneWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow =
        new TestBed(
            executor, b -> b.connectionStateRecovery(ConnectionStateRecovery.within(TWO_MINUTES)));
    Client client = new Client(slow);
    executor.runAll();
    client.read();
    String sid = client.sid;
    client.lose();
    executor.runAll();
    slow.io().emit("e", 1);
    client.connect(); // its join waits for the executor
    client.lose();
    executor.runAll();
    slow.io().emit("e", 2);
    client.connect();
    executor.runAll();

    assertThat(client.read()).containsExactly("1", "2");
    assertThat(client.sid).isEqualTo(sid);
  }

  @RepeatedTest(50)
  @DisplayName("API-45 with emits of many threads and a client that comes and goes nothing is lost")
  void storm() throws InterruptedException {
    int threads = 3;
    int each = 400;
    TestBed roomy = bed(options -> options.withMaxEvents(2 * threads * each));
    Client client = new Client(roomy);
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

  private int absent() {
    return sessions(bed).absent();
  }

  private static RecoverableSessions sessions(TestBed of) {
    return ((LocalNamespace) of.io()).recoverable().orElseThrow();
  }

  private boolean reachable(String room) {
    return ((LocalNamespace) bed.io()).adapter().local().hasRoom(room);
  }
}
