package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.DisconnectReason;
import io.roomcast.EmitResult;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.TransportName;
import io.roomcast.spi.codec.DecodeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectTest {
  private final ByHand executor = new ByHand();
  private final TestBed server = new TestBed(executor);
  private final List<Object> heard = new ArrayList<>();

  private FakeSession join() {
    return join("0");
  }

  private FakeSession join(String... connects) {
    FakeSession client = server.connect().text(connects);
    executor.runAll();
    return client;
  }

  private Socket listened(FakeSession client) {
    Socket socket = server.socketOf(client);
    socket.onDisconnecting(reason -> heard.add("disconnecting, in " + socket.rooms()));
    socket.onDisconnect(reason -> heard.add(reason + ", in " + socket.rooms()));
    return socket;
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  @DisplayName("API-16 the sockets see why the session ended")
  void reasons(CloseReason reason) {
    FakeSession client = join();
    List<DisconnectReason> reasons = new ArrayList<>();
    server.socketOf(client).onDisconnect(why -> reasons.add(why));
    client.end(reason);
    executor.runAll();
    assertThat(reasons).extracting(DisconnectReason::text).containsExactly(reason.text());
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-15 disconnecting still knows the rooms, disconnect does not, each once")
  void order() {
    FakeSession client = join();
    FakeSession witness = join();
    Socket socket = listened(client);
    socket.join("r");
    server.socketOf(witness).join("r");
    client.end(CloseReason.PING_TIMEOUT);
    client.end(CloseReason.TRANSPORT_CLOSE);

    // at once, before any listener has run
    assertThat(socket.connected()).isFalse();
    assertThat(socket.join("late")).isFalse();
    assertThat(socket.emit("x")).isEqualTo(EmitResult.CLOSED);
    assertThat(server.io().socket(socket.id())).isEmpty();
    assertThat(server.io().room("r").contains(socket)).isFalse();
    assertThat(server.io().room("r").size()).isOne();
    assertThat(server.io().rooms()).doesNotContain(socket.id());
    assertThat(heard).isEmpty();

    executor.runAll();
    assertThat(heard)
        .containsExactly("disconnecting, in [" + socket.id() + ", r]", "PING_TIMEOUT, in []");
  }

  @Test
  @DisplayName("API-15 a disconnecting listener tells the others in its rooms, and nobody else")
  void farewell() {
    FakeSession client = join();
    FakeSession witness = join();
    Socket socket = server.socketOf(client);
    socket.join("r");
    server.socketOf(witness).join("r");
    socket.onDisconnecting(
        reason -> socket.rooms().forEach(room -> server.io().to(room).emit("left", room)));
    client.text("1");
    executor.runAll();
    assertThat(witness.received()).hasSize(2).last().isEqualTo("2[\"left\",\"r\"]");
    assertThat(client.received()).hasSize(1);
  }

  @Test
  @DisplayName("API-15 a listener that throws disturbs none of the others")
  void listener_throws() {
    FakeSession client = join();
    Socket socket = server.socketOf(client);
    socket.onDisconnecting(
        reason -> {
          throw new IllegalStateException("bug");
        });
    socket.onDisconnect(
        reason -> {
          throw new AssertionError("bug");
        });
    listened(client);
    client.text("1");
    executor.runAll();
    assertThat(heard).hasSize(2);
    assertThat(server.failures)
        .extracting(failure -> failure.event().orElseThrow())
        .containsExactly("disconnecting", "disconnect");
    assertThat(server.clients.live().count()).isZero();
  }

  @Test
  void a_listener_that_comes_too_late_is_told_and_a_cancelled_one_is_not() {
    FakeSession client = join();
    Socket socket = server.socketOf(client);
    socket.onDisconnect(reason -> heard.add(reason)).cancel();
    client.text("1");
    executor.runAll();
    assertThat(heard).isEmpty();
    socket.onDisconnect(reason -> heard.add(reason));
    assertThat(heard).isEmpty(); // on the executor, not here
    executor.runAll();
    assertThat(heard).containsExactly(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
  }

  @Test
  @DisplayName("SIO-25 a client leaves one namespace and stays in the others, without a reply")
  void client_leaves_one_namespace() {
    server.of("/chat");
    FakeSession client = join("0", "0/chat,");
    client.text("1/chat,");
    assertThat(client.received()).hasSize(2);
    assertThat(client.closing).isFalse();
    assertThat(server.of("/chat").sockets()).isEmpty();
    assertThat(server.io().sockets()).hasSize(1);
  }

  @Test
  @DisplayName("API-17 disconnect tells the client after what was sent, and leaves the connection")
  void server_disconnects() {
    FakeSession client = join();
    Socket socket = listened(client);
    socket.emit("bye");
    socket.disconnect();
    socket.disconnect();
    socket.disconnect(true);
    socket.emit("never");

    assertThat(client.received()).endsWith("2[\"bye\"]", "1");
    assertThat(client.received()).hasSize(3);
    assertThat(client.closing).isFalse();
    executor.runAll();
    assertThat(heard).hasSize(2).last().isEqualTo("SERVER_NAMESPACE_DISCONNECT, in []");
  }

  @Test
  @DisplayName("API-17 disconnect(true) tells every namespace, then closes the connection")
  void server_disconnects_everything() {
    server.of("/chat");
    FakeSession client = join("0", "0/chat,");
    listened(client);
    server.of("/chat").sockets().iterator().next().disconnect(true);

    assertThat(client.received()).hasSize(4);
    assertThat(client.received().subList(2, 4)).containsExactlyInAnyOrder("1", "1/chat,");
    assertThat(client.closing).isTrue();
    executor.runAll();
    assertThat(heard).hasSize(2).last().isEqualTo("SERVER_NAMESPACE_DISCONNECT, in []");
  }

  @Test
  @DisplayName("API-17 disconnect(true) of a client that is just being told that it is in waits")
  void whileOpening() {
    FakeSession client = server.connect();
    client.beforeSend =
        () -> {
          client.beforeSend = () -> {};
          Socket socket = server.io().sockets().iterator().next();
          assertThat(socket.emit("e")).isEqualTo(EmitResult.QUEUED);
          socket.disconnect(true);
        };
    client.text("0");
    executor.runAll();

    assertThat(client.received()).hasSize(3).endsWith("2[\"e\"]", "1");
    assertThat(client.ended).isTrue();
  }

  @Test
  @DisplayName("API-17 what the client sent and nobody has handled yet is dropped")
  void waiting_events_of_a_disconnected_socket_are_dropped() {
    FakeSession client = join();
    Socket socket = listened(client);
    socket.on(
        "e",
        args -> {
          heard.add(args.get(0));
          socket.disconnect();
        });
    client.text("2[\"e\",1]", "2[\"e\",2]");
    executor.runAll();
    assertThat(heard).hasSize(3).startsWith(1L);
  }

  @Test
  @DisplayName("API-17 a joining socket of a client that is disconnected never gets in")
  void disconnect_while_joining_elsewhere() {
    FakeSession client = join();
    server.of("/chat").onConnection(heard::add);
    client.text("0/chat,"); // its middlewares have not begun
    server.socketOf(client).disconnect(true);
    executor.runAll();

    assertThat(heard).isEmpty();
    assertThat(server.of("/chat").sockets()).isEmpty();
    assertThat(client.received()).hasSize(3).contains("1", "4/chat,{\"message\":\"disconnected\"}");
    assertThat(server.clients.live().count()).isZero();
  }

  @Test
  @DisplayName("API-13 nor on a connection that is closing, but lasts until the next poll")
  void joining_on_a_closing_connection() {
    FakeSession client = join();
    client.transport = TransportName.POLLING;
    client.writable = false;
    server.of("/chat").onConnection(heard::add);
    client.text("0/chat,");
    server.socketOf(client).disconnect(true);
    executor.runAll();

    assertThat(client.ended).isFalse();
    assertThat(heard).isEmpty();
    assertThat(server.of("/chat").sockets()).isEmpty();
    client.end(CloseReason.FORCED_CLOSE);
    executor.runAll();
    assertThat(heard).isEmpty();
    assertThat(server.clients.live().count()).isZero();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName(
      "API-13 who goes right after the reply is connected, then disconnected, for listeners")
  void disconnect_races_connection_listeners() {
    server
        .io()
        .onConnection(
            socket -> {
              heard.add("connection");
              socket.onDisconnect(reason -> heard.add("disconnect"));
              ((FakeSession) ((LocalSocket) socket).engineSession()).text("1");
              assertThat(socket.connected()).isFalse();
            });
    join();
    assertThat(heard).containsExactly("connection", "disconnect");
    assertThat(server.failures).isEmpty();
    assertThat(server.io().rooms()).isEmpty();
  }

  @Test
  @DisplayName("API-5 at the stop the sockets are told so, and no packet is sent")
  void shutting_down() {
    FakeSession client = join();
    listened(client);
    server.clients.shuttingDown();
    client.discard();
    var gone = server.clients.gone();

    assertThat(gone).isNotDone();
    executor.runAll();
    assertThat(gone).isDone();
    assertThat(heard).last().isEqualTo("SERVER_SHUTTING_DOWN, in []");
    assertThat(client.received()).hasSize(1);
  }

  @Test
  @DisplayName("API-15 the listeners may ask for the cause, too")
  void cause() {
    FakeSession client = join();
    FakeSession nonsense = join();
    IOException broken = new IOException("reset");
    for (FakeSession each : List.of(client, nonsense)) {
      server.socketOf(each).onDisconnecting((reason, cause) -> heard.add(cause));
      server
          .socketOf(each)
          .onDisconnect((reason, cause) -> heard.add(reason.text() + " " + cause.isPresent()));
    }
    Socket socket = server.socketOf(client);
    client.end(CloseReason.TRANSPORT_ERROR, broken);
    executor.runAll();
    socket.onDisconnect((reason, cause) -> heard.add("late " + cause.isPresent()));
    executor.runAll();
    assertThat(heard).containsExactly(Optional.of(broken), "transport error true", "late true");

    heard.clear();
    nonsense.text("nonsense");
    executor.runAll();
    assertThat(heard).hasSize(2).last().isEqualTo("forced close true");
    assertThat(heard.get(0)).asString().contains("DecodeException");
  }

  @Test
  @DisplayName("SIO-28 each socket's error handler is told once of what is no packet")
  void decode_errors() {
    server.of("/chat");
    FakeSession client = join("0", "0/chat,");
    client.text("nonsense", "nonsense");
    executor.runAll();
    assertThat(server.failures)
        .hasSize(2)
        .allSatisfy(
            failure -> {
              assertThat(failure.event()).contains("error");
              assertThat(failure.cause()).isInstanceOf(DecodeException.class);
            })
        .extracting(failure -> failure.namespace())
        .containsExactlyInAnyOrder("/", "/chat");
  }
}
