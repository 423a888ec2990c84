package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Socket;
import io.roomcast.spi.transport.Burst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackPressureTest {
  private final ByHand executor = new ByHand();

  @Test
  @DisplayName("a client whose events pile up, over all its namespaces, is not read until half")
  void too_many_events() {
    TestBed server = new TestBed(executor, options -> options.maxQueuedEvents(4));
    server.of("/chat");
    FakeSession other = server.join();
    FakeSession client = server.connect().text("0", "0/chat,");
    executor.runAll();

    client.text("2[\"e\"]", "2[\"e\"]", "2/chat,[\"e\"]");
    assertThat(client.readable).isEmpty();
    assertThat(server.hits.counts()).isEmpty();
    client.text("2/chat,[\"e\"]");
    assertThat(client.readable).containsExactly(false);
    client.text("2[\"e\"]");
    assertThat(client.readable).hasSize(1);
    assertThat(server.hits.counts()).isEqualTo(Map.of("maxQueuedEvents", 1L));
    executor.runAll();
    assertThat(client.readable).containsExactly(false, true);
    assertThat(other.readable).isEmpty();
  }

  @Test
  @DisplayName("what listeners of events in a row emit is one burst, which one event alone is not")
  void events_in_a_row() {
    TestBed server = new TestBed(executor);
    FakeSession client = server.join();
    executor.runAll();
    List<Boolean> bursts = new ArrayList<>();
    server.socketOf(client).on("e", args -> bursts.add(Burst.isOpen()));
    client.text("2[\"e\"]");
    executor.runAll();
    client.text("2[\"e\"]", "2[\"e\"]", "2[\"e\"]");
    executor.runAll();
    assertThat(bursts).containsExactly(false, true, true, true);
    assertThat(Burst.isOpen()).isFalse();
  }

  @Test
  @DisplayName("of that burst, a question leaves at once: its asker may wait")
  void questions_in_a_row() {
    TestBed server = new TestBed(executor);
    FakeSession client = server.join();
    executor.runAll();
    Socket socket = server.socketOf(client);
    AtomicInteger woken = new AtomicInteger();
    Runnable wakeUp = woken::incrementAndGet;
    List<Integer> wokenBy = new ArrayList<>();
    socket.on(
        "e",
        String.class,
        how -> {
          Burst.putOffWriting(wakeUp);
          switch (how) {
            case "one" -> socket.emitWithAck("q");
            case "many" -> server.of("/").emitWithAck("q");
            default -> socket.emit("e");
          }
          wokenBy.add(woken.get());
        });
    client.text("2[\"e\",\"\"]", "2[\"e\",\"one\"]", "2[\"e\",\"many\"]", "2[\"e\",\"\"]");
    executor.runAll();
    assertThat(wokenBy).containsExactly(0, 1, 2, 2);
    assertThat(woken).hasValue(3);
  }

  @Test
  @DisplayName("so is one whose events are large, attachments included")
  void too_many_bytes() {
    TestBed server = new TestBed(executor, options -> options.maxQueuedEventBytes(100));
    FakeSession client = server.join();
    executor.runAll();
    String header = "51-[\"e\",{\"_placeholder\":true,\"num\":0}]";
    client.text(header).binary(new byte[99 - header.length()]);
    assertThat(client.readable).isEmpty();
    client.text("2[\"e\"]");
    assertThat(client.readable).containsExactly(false);
    assertThat(server.hits.counts()).isEqualTo(Map.of("maxQueuedEventBytes", 1L));
    executor.runAll();
    assertThat(client.readable).containsExactly(false, true);
  }

  @Test
  @DisplayName("answers and disconnects are protocol work and wait for no listener")
  void protocol_work_does_not_wait() {
    TestBed server = new TestBed(executor, options -> options.maxQueuedEvents(1));
    FakeSession client = server.join();
    executor.runAll();
    var socket = server.socketOf(client);
    var answer = socket.emitWithAck("q");
    client.text("2[\"e\"]", "30[7]");
    assertThat(client.readable).containsExactly(false);
    assertThat(answer.join().get(0)).isEqualTo(7L);
    client.text("1");
    assertThat(socket.connected()).isFalse();
  }

  @Test
  @DisplayName("while a socket of a client owes an answer, the client is read on, up to a bound")
  void owed_answers() {
    TestBed server = new TestBed(executor, options -> options.maxQueuedEvents(2));
    server.of("/chat");
    FakeSession client = server.connect().text("0", "0/chat,");
    executor.runAll();
    Socket socket = server.socketOf(client);
    var first = socket.emitWithAck("q");
    client.text("2/chat,[\"e\"]", "2/chat,[\"e\"]", "2/chat,[\"e\"]");
    assertThat(client.readable).isEmpty();
    client.text("30[7]");
    assertThat(first.join().get(0)).isEqualTo(7L);
    assertThat(client.readable).containsExactly(false);

    var second = socket.emitWithAck("q"); // by a handler that these events wait for
    assertThat(client.readable).containsExactly(false, true);
    for (int i = 3; i < 8; i++) {
      client.text("2[\"e\"]");
    }
    assertThat(client.closing).isFalse();
    client.text("2[\"e\"]");
    assertThat(client.closing).isTrue();
    assertThat(second).isCompletedExceptionally();
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 3})
  @DisplayName("the rest of a packet must come in time, unless the server itself does not read")
  void half_a_packet(int seconds) {
    Duration limit = Duration.ofSeconds(seconds);
    Duration almost = limit.minusSeconds(1);
    TestBed server =
        new TestBed(
            executor,
            options -> (seconds == 30 ? options : options.packetTimeout(limit)).maxQueuedEvents(1));
    String header = "51-[\"e\",{\"_placeholder\":true,\"num\":0}]";
    FakeSession slow = server.join();
    FakeSession punctual = server.join();
    FakeSession again = server.join();
    FakeSession unread = server.join();
    executor.runAll();
    slow.text(header);
    punctual.text(header).binary((byte) 1);
    again.text(header);
    unread.text("2[\"e\"]", header);
    assertThat(unread.readable).containsExactly(false);
    server.timers.advance(almost);
    again.binary((byte) 1).text(header);
    assertThat(slow.closing).isFalse();
    server.timers.advance(Duration.ofSeconds(1));
    assertThat(slow.closing).isTrue();
    assertThat(punctual.closing).isFalse();
    assertThat(again.closing).isFalse();
    assertThat(unread.closing).isFalse();
    assertThat(server.hits.counts()).containsEntry("packetTimeout", 1L);

    executor.runAll();
    server.timers.advance(almost);
    assertThat(again.closing).isTrue();
    assertThat(unread.closing).isFalse();
    server.timers.advance(Duration.ofSeconds(1));
    assertThat(unread.closing).isTrue();
    assertThat(server.hits.counts()).containsEntry("packetTimeout", 3L);
    server.timers.advance(Duration.ofDays(1));
    assertThat(punctual.closing).isFalse();
    assertThat(server.timers.pending()).isZero();
  }
}
