package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.AckTimeoutException;
import io.roomcast.EmitResult;
import io.roomcast.Emitter;
import io.roomcast.EventArgs;
import io.roomcast.EventDroppedException;
import io.roomcast.Socket;
import io.roomcast.SocketClosedException;
import io.roomcast.engineio.CloseReason;
import io.roomcast.internal.engineio.EngineMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Volatile, compress and timeout, on one socket and on many. */
class EmitterTest {
  private final TestBed server = new TestBed();
  private final FakeSession a = server.join();
  private final FakeSession b = server.join();
  private final Socket socket = server.socketOf(a);

  private static boolean compressed(List<EngineMessage> unit) {
    List<Boolean> each = unit.stream().map(m -> m.uncompressed() != m).distinct().toList();
    assertThat(each).hasSize(1);
    return each.get(0);
  }

  private static List<EngineMessage> last(FakeSession client) {
    return client.units().get(client.units().size() - 1);
  }

  @Test
  @DisplayName(
      "API-26 a volatile event is dropped, attachments and all, where it would have to wait")
  void volatile_to_one() {
    assertThat(socket.asVolatile().emit("v", 1)).isEqualTo(EmitResult.QUEUED);
    a.writable = false;
    byte[] bytes = {1};
    assertThat(socket.asVolatile().emit("v", bytes, bytes)).isEqualTo(EmitResult.DROPPED);
    assertThat(socket.emit("n", 2)).isEqualTo(EmitResult.QUEUED); // the others wait
    assertThat(a.received()).endsWith("2[\"v\",1]", "2[\"n\",2]").hasSize(3);
  }

  @Test
  @DisplayName("API-26 which sockets do not get a volatile broadcast is decided for each")
  void volatile_to_many() {
    b.writable = false;
    server.io().asVolatile().emit("v");
    assertThat(a.received()).last().isEqualTo("2[\"v\"]");
    assertThat(b.received()).hasSize(1);
    b.writable = true;
    socket.broadcast().asVolatile().emit("w");
    server.io().room(socket.id()).asVolatile().emit("w");
    assertThat(a.received()).last().isEqualTo("2[\"w\"]");
    assertThat(b.received()).last().isEqualTo("2[\"w\"]");
  }

  @Test
  @DisplayName("API-26 a volatile event neither waits for the connect nor overtakes it")
  void volatile_before_the_client_knows() {
    FakeSession newcomer = server.connect();
    newcomer.beforeSend =
        () -> { // it is in already, and is just being told
          newcomer.beforeSend = () -> {};
          server.io().asVolatile().emit("v");
          server.io().emit("n");
        };
    newcomer.text("0");
    assertThat(newcomer.received()).hasSize(2).last().isEqualTo("2[\"n\"]");
    assertThat(newcomer.received().get(0)).startsWith("0{");
    assertThat(a.received()).endsWith("2[\"v\"]", "2[\"n\"]");
  }

  @Test
  @DisplayName("API-26 a volatile question that is dropped fails at once, and is owed no more")
  void volatile_question() {
    int timers = server.timers.pending();
    a.writable = false;
    CompletableFuture<EventArgs> answer = socket.asVolatile().emitWithAck("q");
    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(EventDroppedException.class)
        .hasMessageContaining("\"q\"");
    assertThat(((LocalSocket) socket).outbound().pendingAcks()).isZero();
    assertThat(server.timers.pending()).isEqualTo(timers);
  }

  @Test
  @DisplayName("API-23 the result tells queued, dropped and closed")
  void results() {
    assertThat(socket.emit("e")).isEqualTo(EmitResult.QUEUED);
    a.writable = false;
    assertThat(socket.asVolatile().emit("e")).isEqualTo(EmitResult.DROPPED);
    a.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(socket.asVolatile().emit("e")).isEqualTo(EmitResult.CLOSED);
    assertThat(socket.emit("e")).isEqualTo(EmitResult.CLOSED);
    assertThatThrownBy(socket.asVolatile().emitWithAck("q")::join)
        .hasCauseInstanceOf(SocketClosedException.class);
  }

  @Test
  @DisplayName("API-27 compress(false) reaches the transport with each message, on one and on many")
  void compress() {
    byte[] bytes = {1};
    socket.emit("e", bytes);
    assertThat(compressed(last(a))).isTrue();
    socket.compress(false).emit("e", bytes);
    assertThat(compressed(last(a))).isFalse();
    socket.compress(false).compress(true).emit("e");
    assertThat(compressed(last(a))).isTrue();
    var unused = socket.compress(false).emitWithAck("q");
    assertThat(compressed(last(a))).isFalse();

    server.io().compress(false).emit("e", bytes);
    assertThat(last(a)).hasSize(2).isSameAs(last(b)); // still one unit for all
    assertThat(compressed(last(b))).isFalse();
    server.io().emit("e");
    assertThat(compressed(last(b))).isTrue();
    var unusedToo = server.io().compress(false).emitWithAck("q");
    assertThat(compressed(last(b))).isFalse();
    socket.to(server.socketOf(b).id()).compress(false).emit("e");
    assertThat(compressed(last(b))).isFalse();
  }

  @Test
  @DisplayName("API-28 flags belong to the emitter that they make, and to no other emit")
  void flags_do_not_leak() {
    Emitter quick = socket.asVolatile();
    Emitter both = quick.compress(false);
    a.writable = false;
    assertThat(socket.emit("n")).isEqualTo(EmitResult.QUEUED);
    assertThat(quick.emit("v")).isEqualTo(EmitResult.DROPPED);
    assertThat(both.emit("v")).isEqualTo(EmitResult.DROPPED);
    a.writable = true;
    assertThat(quick.emit("v")).isEqualTo(EmitResult.QUEUED);
    assertThat(compressed(last(a))).isTrue();
    assertThat(both.emit("v")).isEqualTo(EmitResult.QUEUED);
    assertThat(compressed(last(a))).isFalse();

    var volatileRoom = server.io().to("r").asVolatile();
    server.io().to("r").emit("n");
    socket.join("r");
    a.writable = false;
    volatileRoom.emit("v");
    server.io().to("r").emit("n", 1);
    assertThat(a.received()).last().isEqualTo("2[\"n\",1]");
    assertThat(a.received()).filteredOn("2[\"v\"]"::equals).hasSize(2);
  }

  @Test
  @DisplayName("API-24 a timeout is that of one emitter, and goes together with the other flags")
  void timeouts() {
    CompletableFuture<EventArgs> sooner =
        socket.timeout(Duration.ofSeconds(1)).compress(false).asVolatile().emitWithAck("q");
    CompletableFuture<EventArgs> later = socket.emitWithAck("q");
    server.timers.advance(Duration.ofSeconds(1));
    assertThatThrownBy(sooner::join).hasCauseInstanceOf(AckTimeoutException.class);
    assertThat(later).isNotDone();
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatThrownBy(() -> socket.timeout(wrong)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> server.io().timeout(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName(
      "API-24 an answer can be had by callback: exactly one call, with it or with the error")
  void callback() {
    List<Object> calls = new ArrayList<>();
    var first =
        socket
            .timeout(Duration.ofSeconds(1))
            .emitWithAck("q")
            .whenComplete(
                (answer, failure) -> calls.add(failure == null ? answer.get(0) : failure));
    a.text("30[\"yes\"]");
    server.timers.advance(Duration.ofSeconds(2));
    assertThat(calls).containsExactly("yes");
    assertThat(first).isCompleted();
  }

  @Test
  @DisplayName("API-23 send is an event called message, on a socket, a room and a namespace")
  void send() {
    assertThat(socket.send(1)).isEqualTo(EmitResult.QUEUED);
    assertThat(a.received()).last().isEqualTo("2[\"message\",1]");
    server.io().room(socket.id()).send(2);
    assertThat(a.received()).last().isEqualTo("2[\"message\",2]");
    server.io().send("all", 3);
    assertThat(b.received()).last().isEqualTo("2[\"message\",\"all\",3]");
  }
}
