package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Socket;
import io.roomcast.TypeRef;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.ConversionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NamespaceConnectTest {
  private final TestBed server = new TestBed();

  record Auth(String token) {}

  @Test
  @DisplayName("SIO-18 a connect is answered with the id of the new socket")
  void connect_is_answered() {
    FakeSession client = server.join();

    assertThat(client.received()).singleElement().asString().matches("0\\{\"sid\":\"[^\"]{20}\"}");
    assertThat(server.io().sockets()).extracting(Socket::id).containsExactly(client.socketId("/"));
  }

  @Test
  @DisplayName("API-13 who has its answer misses no broadcast, and none overtakes the answer")
  void broadcasts_around_the_answer() {
    FakeSession client = server.connect();
    client.beforeSend =
        () -> {
          client.beforeSend = () -> {};
          server.io().emit("news", 1);
          server.io().emit("news", 2);
        };
    client.text("0");

    assertThat(client.received()).hasSize(3).element(0).asString().startsWith("0{\"sid\":");
    assertThat(client.received()).endsWith("2[\"news\",1]", "2[\"news\",2]");
  }

  @Test
  @DisplayName("SIO-26 every namespace has an id of its own, and none is the session's")
  void ids_are_separate() {
    server.of("/chat");
    FakeSession client = server.connect().text("0", "0/chat,");

    assertThat(client.socketId("/")).isNotEqualTo(client.socketId("/chat")).hasSize(20);
    assertThat(client.received()).noneMatch(text -> text.contains(client.id()));
  }

  @Test
  @DisplayName("SIO-18 the payload is the auth of that namespace, empty by default (API-21)")
  void auth() {
    server.of("/chat");
    List<Socket> sockets = new ArrayList<>();
    server.io().onConnection(sockets::add);
    server.of("/chat").onConnection(sockets::add);

    server.connect().text("0{\"token\":\"t\",\"n\":null}", "0/chat,");

    assertThat(sockets.get(0).handshake().auth()).containsEntry("token", "t").containsKey("n");
    assertThat(sockets.get(0).handshake().auth(Auth.class)).isEqualTo(new Auth("t"));
    assertThat(sockets.get(1).handshake().auth()).isEmpty();
    assertThat(sockets.get(1).handshake().auth(Auth.class)).isEqualTo(new Auth(null));
    assertThat(sockets.get(1).handshake().query()).containsEntry("room", "lobby");
    assertThatThrownBy(() -> sockets.get(1).handshake().auth(Integer.class))
        .isInstanceOf(ConversionException.class);
  }

  @Test
  @DisplayName("SIO-19 an unknown namespace is refused and not created; the connection stays")
  void unknown_namespace() {
    FakeSession client = server.connect().text("0/x,");

    assertThat(client.received()).containsExactly("4/x,{\"message\":\"Invalid namespace\"}");
    assertThat(client.closing).isFalse();
    assertThat(server.namespaces.all()).hasSize(1);
    assertThat(client.text("0").received()).hasSize(2);
  }

  @Test
  @DisplayName("SIO-27 names are compared literally")
  void names_are_literal() {
    server.of("/Chat");
    FakeSession client = server.connect().text("0/chat,");
    assertThat(client.received()).containsExactly("4/chat,{\"message\":\"Invalid namespace\"}");
  }

  @Test
  @DisplayName("EIO-3 SIO-21 who joins nothing in time is disconnected")
  void connect_timeout() {
    FakeSession idler = server.connect().text("0/unknown,");
    FakeSession joined = server.join();

    server.timers.advance(Duration.ofSeconds(44));
    assertThat(idler.closing).isFalse();
    server.timers.advance(Duration.ofSeconds(1));

    assertThat(idler.closing).isTrue();
    assertThat(joined.closing).isFalse();
  }

  @Test
  @DisplayName("a connect that is timed out in the very moment in which it succeeds succeeds")
  void timeout_while_connecting() {
    List<TestBed> beds = new ArrayList<>();
    TestBed late =
        TestBed.with(
            builder ->
                builder.adapter(
                    local ->
                        new RoomAdapter() {
                          @Override
                          public LocalRooms local() {
                            return local;
                          }

                          @Override
                          public void roomCreated(String room) {
                            beds.get(0).timers.advance(Duration.ofSeconds(45));
                          }
                        }));
    beds.add(late);
    late.io().onConnection(socket -> socket.on("e", (args, ack) -> socket.emit("heard")));
    FakeSession client = late.join().text("2[\"e\"]");

    assertThat(late.socketOf(client).connected()).isTrue();
    assertThat(client.received()).hasSize(2).last().isEqualTo("2[\"heard\"]");
    client.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(late.clients.live().count()).isZero();
  }

  @Test
  @DisplayName("SIO-21 leaving every namespace does not start the time again")
  void no_second_timeout() {
    FakeSession client = server.join().text("1");
    server.timers.advance(Duration.ofDays(1));

    assertThat(client.closing).isFalse();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-13 what a connection listener emits comes after the reply to the connect")
  void connection_comes_after_the_reply() {
    server
        .io()
        .onConnection(
            socket -> {
              assertThat(socket.connected()).isTrue();
              assertThat(socket.rooms()).containsExactly(socket.id());
              socket.emit("hello");
            });
    FakeSession client = server.join();
    assertThat(client.received()).hasSize(2).last().isEqualTo("2[\"hello\"]");
    assertThat(server.failures).isEmpty();
  }

  @Test
  @DisplayName(
      "API-13 a connection listener that throws disturbs neither the others nor the client")
  void connection_listener_throws() {
    List<Socket> heard = new ArrayList<>();
    server
        .io()
        .onConnection(
            socket -> {
              throw new IllegalStateException("bug");
            });
    var second = server.io().onConnection(heard::add);
    FakeSession client = server.join();

    assertThat(heard).hasSize(1);
    assertThat(server.socketOf(client).connected()).isTrue();
    assertThat(server.failures)
        .singleElement()
        .satisfies(failure -> assertThat(failure.event()).contains("connection"));

    second.cancel();
    server.join();
    assertThat(heard).hasSize(1);
  }

  @Test
  void auth_as_a_generic_type() {
    List<Map<String, Integer>> seen = new ArrayList<>();
    server.io().use(socket -> seen.add(socket.handshake().auth(new TypeRef<>() {})));
    server.connect().text("0{\"a\":1}");
    assertThat(seen).containsExactly(Map.of("a", 1));
    assertThat(server.io().size()).isOne();
  }
}
