package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.AckTimeoutException;
import io.roomcast.Answers;
import io.roomcast.EventArgs;
import io.roomcast.Namespace;
import io.roomcast.Socket;
import io.roomcast.SocketClosedException;
import io.roomcast.engineio.CloseReason;
import io.roomcast.testing.Overlap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What happens to one socket at the same moment on several threads, over many rounds: whoever is
 * first, what holds afterwards is the same. {@code -Droomcast.overlap=100000} makes it a long one.
 */
class OverlapTest {
  private static final int ROUNDS = Integer.getInteger("roomcast.overlap", 400);

  private final TestBed server = new TestBed();
  private final Namespace io = server.io();
  private final Overlap threads = new Overlap();

  @AfterEach
  void close() {
    threads.close();
  }

  /** One of the ways in which a socket ends, by the number of the round. */
  private static Runnable end(FakeSession client, Socket socket, int round) {
    return switch (round % 4) {
      case 0 -> () -> client.end(CloseReason.TRANSPORT_CLOSE);
      case 1 -> () -> client.text("1");
      case 2 -> socket::disconnect;
      default -> () -> socket.disconnect(true);
    };
  }

  private static int count(FakeSession client, String packet) {
    return Collections.frequency(client.received(), packet);
  }

  private static List<Runnable> inTurn(List<Runnable> tasks, int round) {
    List<Runnable> turned = new ArrayList<>(tasks); // threads that start later wait for less
    Collections.rotate(turned, round);
    return turned;
  }

  private void assertNothingLeft() {
    assertThat(io.size()).isZero();
    assertThat(io.rooms()).isEmpty();
    assertThat(server.clients.live().count()).isZero();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName(
      "API-18 API-35 join, disconnect and broadcast at once: nothing stays, who stays misses nothing")
  void join_disconnect_broadcast() throws Exception {
    AtomicInteger goodbyes = new AtomicInteger();
    io.onConnection(socket -> socket.onDisconnect(reason -> goodbyes.incrementAndGet()));
    for (int i = 0; i < ROUNDS; i++) {
      int round = i;
      FakeSession leaver = server.join();
      FakeSession stayer = server.join();
      Socket leaving = server.socketOf(leaver);
      Socket staying = server.socketOf(stayer);
      List<Runnable> tasks =
          List.of(
              () -> {
                leaving.join("r", "only " + round);
                leaving.leave("r");
                leaving.join("r");
              },
              end(leaver, leaving, round),
              () -> {
                staying.join("r");
                io.to("r").emit("after the join", round);
              },
              () -> {
                io.to("r", "only " + round).emit("any", round);
                io.emit("all", round);
              });
      threads.run(inTurn(tasks, round));

      assertThat(leaving.connected()).isFalse();
      assertThat(leaving.join("late")).isFalse();
      assertThat(leaving.rooms()).isEmpty();
      assertThat(io.rooms()).isEqualTo(Set.of(staying.id(), "r"));
      assertThat(io.in("r").sockets()).containsExactly(staying);
      assertThat(count(stayer, "2[\"after the join\"," + round + "]")).isOne();
      assertThat(count(stayer, "2[\"all\"," + round + "]")).isOne();
      for (FakeSession client : List.of(leaver, stayer)) {
        assertThat(client.received()).doesNotHaveDuplicates();
        client.end(CloseReason.TRANSPORT_CLOSE);
      }
      assertThat(goodbyes.get()).isEqualTo(2 * (round + 1));
      assertNothingLeft();
    }
    assertThat(server.failures).isEmpty();
  }

  /** How often a future has completed, and that it did so in one of the three ways. */
  private static AtomicInteger watched(CompletableFuture<EventArgs> future) {
    AtomicInteger completions = new AtomicInteger();
    var unused =
        future.whenComplete(
            (answer, failure) -> {
              if (failure == null
                  ? "yes".equals(answer.get(0))
                  : failure instanceof AckTimeoutException
                      || failure instanceof SocketClosedException) {
                completions.incrementAndGet();
              }
            });
    return completions;
  }

  private static String answerTo(FakeSession client) {
    String question = client.received().get(client.received().size() - 1);
    return "3" + question.substring(1, question.indexOf('[')) + "[\"yes\"]";
  }

  @Test
  @DisplayName(
      "API-25 API-37 SIO-33 answer, disconnect and timeout at once: each question ends once, and is gone")
  void answer_disconnect_timeout() throws Exception {
    Duration time = Duration.ofSeconds(1);
    for (int round = 0; round < ROUNDS; round++) {
      FakeSession client = server.join();
      LocalSocket socket = (LocalSocket) server.socketOf(client);
      AtomicInteger one = watched(socket.timeout(time).emitWithAck("one"));
      String answerToOne = answerTo(client);
      CompletableFuture<Answers<EventArgs>> all = io.timeout(time).emitWithAck("all");
      String answerToAll = answerTo(client);
      List<AtomicInteger> late = new ArrayList<>(); // filled by one thread
      List<Runnable> tasks =
          List.of(
              () -> client.text(answerToOne, answerToAll, answerToOne, answerToAll),
              end(client, socket, round),
              () -> server.timers.advance(time),
              () -> late.add(watched(socket.timeout(time).emitWithAck("late"))));
      threads.run(inTurn(tasks, round));

      assertThat(one).hasValue(1);
      assertThat(late).singleElement().satisfies(n -> assertThat(n).hasValue(1));
      assertThat(all).isCompleted();
      Answers<EventArgs> answers = all.join();
      assertThat(answers.values().size() + answers.silentSockets().size()).isOne();
      assertThat(socket.outbound().pendingAcks()).isZero();
      client.end(CloseReason.TRANSPORT_CLOSE);
      assertNothingLeft();
    }
    assertThat(server.failures).isEmpty();
  }
}
