package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
    client.text("2/chat,[\"e\"]");
    assertThat(client.readable).containsExactly(false);
    client.text("2[\"e\"]");
    assertThat(client.readable).hasSize(1);
    executor.runAll();
    assertThat(client.readable).containsExactly(false, true);
    assertThat(other.readable).isEmpty();
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
}
