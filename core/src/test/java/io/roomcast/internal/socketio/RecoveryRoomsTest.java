package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.RecoveringClient.TIME;
import static io.roomcast.internal.socketio.RecoveringClient.bed;
import static io.roomcast.internal.socketio.RecoveringClient.sessions;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Rooms and operations on sockets that are away or on their way back. */
class RecoveryRoomsTest {
  private final TestBed bed = bed(options -> options);

  @Test
  @DisplayName("API-40 sockets that are away join, leave and are disconnected as others are")
  void operationsWhileAway() {
    RecoveringClient client = new RecoveringClient(bed);
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
    assertThat(sessions(bed).absent()).isZero();
    client.connect();
    assertThat(client.sid).isNotEqualTo(sid);
  }

  @Test
  @DisplayName("API-40 a client that is on its way back can be disconnected as well")
  void disconnectedWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor, options -> options);
    RecoveringClient client = new RecoveringClient(slow);
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

  @RepeatedTest(20)
  @DisplayName("API-33 what crosses the end of a socket leaves no room behind")
  void roomsAgainstEnds() throws InterruptedException {
    List<RecoveringClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(new RecoveringClient(bed));
    }
    List<Socket> sockets = clients.stream().map(RecoveringClient::socket).toList();
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
              clients.forEach(RecoveringClient::lose);
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
    bed.timers.advance(TIME);

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
  @DisplayName("API-33 API-40 a socket that is away joins within its bounds: all rooms or none")
  void boundsWhileAway() {
    TestBed narrow =
        TestBed.with(
            builder ->
                builder
                    .connectionStateRecovery(ConnectionStateRecovery.within(TIME))
                    .maxRoomsPerSocket(2)
                    .maxRoomNameLength(20));
    RecoveringClient client = new RecoveringClient(narrow);
    String sid = client.sid;
    client.socket().join("a");
    client.lose();
    narrow.io().socketsJoin("b", "c");
    narrow.io().socketsJoin("x".repeat(21));
    assertThat(sessions(narrow).reach().rooms()).containsExactlyInAnyOrder(sid, "a");
    narrow.io().socketsJoin("d");
    client.connect();

    assertThat(client.sid).isEqualTo(sid);
    assertThat(client.socket().rooms()).containsExactly(sid, "a", "d");
    client.session.text("1");
    assertThat(sessions(narrow).reach().rooms()).isEmpty();
    assertThat(sessions(narrow).reach().size()).isZero();
  }

  @Test
  @DisplayName(
      "API-33 a client that is on its way back joins and leaves at once, as who is away does")
  void roomsWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow =
        new TestBed(
            executor,
            builder ->
                builder
                    .connectionStateRecovery(
                        ConnectionStateRecovery.within(TIME).withSkipMiddlewares(false))
                    .maxRoomsPerSocket(3));
    CompletableFuture<Void> verdict = new CompletableFuture<>();
    List<Socket> returning = new ArrayList<>();
    slow.io()
        .useAsync(
            socket -> {
              if (!socket.recovered()) {
                return CompletableFuture.completedFuture(null);
              }
              returning.add(socket);
              return verdict;
            });
    RecoveringClient client = new RecoveringClient(slow);
    executor.runAll();
    client.read();
    String sid = client.sid;
    client.socket().join("old", "other");
    client.lose();
    executor.runAll();
    client.connect();
    executor.runAll();
    Socket socket = returning.get(0);
    slow.io().socketsLeave("other"); // by somebody else
    socket.leave("old", sid);

    assertThat(socket.join("new", "second", "third", "fourth")).as("one too many").isFalse();
    assertThat(socket.join("new")).isTrue();
    assertThat(socket.rooms()).containsExactly(sid, "new");
    slow.io().to("new").emit("e", 1);
    slow.io().to("old").emit("e", "no");
    slow.io().to("other").emit("e", "no");
    verdict.complete(null);
    executor.runAll();
    assertThat(client.read()).containsExactly("1");
    assertThat(client.socket().rooms()).containsExactly(sid, "new");
    assertThat(slow.io().rooms()).containsExactlyInAnyOrder(sid, "new");

    client.session.text("1");
    executor.runAll();
    assertThat(sessions(slow).reach().rooms()).isEmpty();
  }
}
