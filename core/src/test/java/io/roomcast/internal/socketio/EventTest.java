package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Ack;
import io.roomcast.EmitResult;
import io.roomcast.EventArgs;
import io.roomcast.Socket;
import io.roomcast.TypeRef;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.EncodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {
  private final TestBed server = new TestBed();
  private final FakeSession client = server.join();
  private final Socket socket = server.socketOf(client);
  private final List<Object> heard = new ArrayList<>();

  record Order(String item, int count) {}

  @Test
  void typed_listeners_get_their_arguments() {
    socket.on("one", String.class, text -> heard.add(text));
    socket.on("two", Order.class, Integer.class, (order, n) -> heard.add(order + "/" + n));
    socket.on(
        "three",
        String.class,
        Boolean.class,
        Double.class,
        (a, b, c, ack) -> ack.send(a, b, c, null));
    client.text(
        "2[\"one\",\"x\",\"ignored\"]",
        "2[\"two\",{\"item\":\"tea\",\"count\":2},7]",
        "25[\"three\",\"한글\",true,1.5]");

    assertThat(heard).containsExactly("x", new Order("tea", 2) + "/7");
    assertThat(client.received()).last().isEqualTo("35[\"한글\",true,1.5,null]");
    assertThat(server.failures).isEmpty();
  }

  @Test
  @DisplayName("SIO-4 attachments arrive as bytes, and header and attachments leave as one unit")
  void binary() {
    socket.on("b", byte[].class, (bytes, ack) -> ack.send(bytes, bytes));
    client.text("51-0[\"b\",{\"_placeholder\":true,\"num\":0}]").binary((byte) 1, (byte) 2);

    assertThat(client.received()).last().isEqualTo("binary of 2 bytes");
    assertThat(client.units().get(1)).hasSize(3);
    assertThat(client.received().get(1)).startsWith("62-0[");
  }

  @Test
  @DisplayName("SIO-10 connection, error, message and __proto__ are names like any other")
  void names_that_are_free() {
    for (String name : List.of("connection", "error", "message", "__proto__", "toString", "")) {
      socket.on(name, args -> heard.add(name));
      client.text("2[\"" + name + "\"]");
      assertThat(heard).last().isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener"})
  @DisplayName("API-23 reserved names are neither emitted nor listened for")
  void reserved_names(String name) {
    assertThatThrownBy(() -> socket.emit(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"" + name + "\" is a reserved event name");
    assertThatThrownBy(() -> socket.emitWithAck(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server.io().emit(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> socket.on(name, args -> {}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(client.received()).hasSize(1);
  }

  @Test
  @DisplayName("SIO-11 numbers are names; listeners know them by their text")
  void numeric_names() {
    socket.on("1", args -> heard.add("one"));
    socket.on("1.5", args -> heard.add("one and a half"));
    client.text("2[1]", "2[1.0]", "2[1.5]");
    assertThat(heard).containsExactly("one", "one", "one and a half");
  }

  @Test
  @DisplayName("SIO-31 events are handled in the order of their arrival, up to the disconnect")
  void order_up_to_the_disconnect() {
    ByHand executor = new ByHand();
    TestBed slow = new TestBed(executor);
    slow.io()
        .onConnection(
            s -> {
              s.on("e", args -> heard.add(args.get(0)));
              s.onDisconnecting(reason -> heard.add("disconnecting"));
              s.onDisconnect(reason -> heard.add(reason));
            });
    FakeSession quick = slow.connect().text("0");
    executor.runAll();
    quick.text("2[\"e\",1]", "2[\"e\",2]", "1");
    quick.end(CloseReason.TRANSPORT_CLOSE);

    assertThat(heard).isEmpty();
    executor.runAll();
    assertThat(heard)
        .containsExactly(
            1L, 2L, "disconnecting", io.roomcast.DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
  }

  @Test
  @DisplayName("API-13 an event that arrives with the connect waits for the connection listeners")
  void events_wait_for_the_connection_listeners() {
    ByHand executor = new ByHand();
    TestBed slow = new TestBed(executor);
    slow.io()
        .onConnection(
            s -> {
              heard.add("connection");
              FakeSession itself = (FakeSession) ((LocalSocket) s).engineSession();
              itself.text("2[\"e\",1]"); // the client is as fast as can be
              s.on("e", args -> heard.add("event"));
              heard.add("connection done");
            });
    slow.connect().text("0");
    executor.runAll();
    assertThat(heard).containsExactly("connection", "connection done", "event");
  }

  @Test
  void once_is_called_once_and_a_cancelled_listener_not_at_all() {
    socket.once("e", args -> heard.add("once"));
    var always = socket.on("e", args -> heard.add("always"));
    client.text("2[\"e\"]", "2[\"e\"]");
    assertThat(heard).containsExactly("once", "always", "always");

    always.cancel();
    always.cancel();
    assertThat(socket.eventNames()).isEmpty();
    socket.on("a", args -> heard.add("a"));
    socket.on("b", args -> heard.add("b"));
    socket.off("a");
    assertThat(socket.eventNames()).containsExactly("b");
    socket.off();
    client.text("2[\"a\"]", "2[\"b\"]", "2[\"e\"]");
    assertThat(heard).hasSize(3);
  }

  @Test
  @DisplayName("SIO-32 the first answer counts")
  void first_answer_counts() {
    socket.on("q", (EventArgs args, Ack ack) -> ack.send("a"));
    socket.on(
        "q",
        (EventArgs args, Ack ack) -> {
          assertThat(ack.requested()).isTrue();
          ack.send("b");
        });
    client.text("27[\"q\"]");
    assertThat(client.received().subList(1, 2)).containsExactly("37[\"a\"]");
    assertThat(client.received()).hasSize(2);
    assertThat(server.failures).isEmpty();
  }

  @Test
  @DisplayName("SIO-32 an event without an id asks for nothing")
  void no_answer_asked_for() {
    socket.on(
        "q",
        (EventArgs args, Ack ack) -> {
          heard.add(ack.requested());
          ack.send("a");
        });
    client.text("2[\"q\"]");
    assertThat(heard).containsExactly(false);
    assertThat(client.received()).hasSize(1);
  }

  @Test
  @DisplayName("SIO-32 an answer that cannot be encoded leaves the question open")
  void unencodable_answer() {
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    socket.on(
        "q",
        (EventArgs args, Ack ack) -> {
          assertThatThrownBy(() -> ack.send(circular)).isInstanceOf(EncodeException.class);
          ack.send("a");
        });
    client.text("27[\"q\"]");
    assertThat(client.received()).last().isEqualTo("37[\"a\"]");
  }

  @Test
  @DisplayName("SIO-32 an answer after the disconnect is dropped")
  void answer_after_disconnect() {
    List<Ack> kept = new ArrayList<>();
    socket.on("q", (EventArgs args, Ack ack) -> kept.add(ack));
    client.text("0/nowhere,", "27[\"q\"]");
    int before = client.received().size();
    client.text("1");
    kept.get(0).send("late");
    assertThat(client.received()).hasSize(before);
  }

  @Test
  @DisplayName("API-32 a listener that throws is reported and disturbs nobody else")
  void listener_throws() {
    List<Throwable> thrown =
        List.of(
            new IllegalStateException("bug"),
            new Exception("checked"),
            new StackOverflowError(),
            new NoClassDefFoundError("gone"),
            new AssertionError("wrong"));
    for (Throwable each : thrown) {
      socket.once(
          "e",
          args -> {
            throw sneaky(each);
          });
      socket.once("e", args -> heard.add("second"));
      client.text("2[\"e\"]");
    }
    assertThat(server.failures).extracting(f -> f.cause()).containsExactlyElementsOf(thrown);
    assertThat(server.failures).allMatch(f -> f.event().equals(Optional.of("e")));
    assertThat(server.failures).allMatch(f -> f.socket().orElseThrow() == socket);
    assertThat(heard).hasSize(thrown.size());
    assertThat(client.closing).isFalse();
  }

  @Test
  @DisplayName("API-32 where every listener failed, a question is answered with nothing, once")
  void failed_question() {
    socket.on("q", String.class, (String text, Ack ack) -> ack.send(text));
    socket.on(
        "q",
        args -> {
          throw new IllegalStateException("bug");
        });
    client.text("21[\"q\",{}]", "22[\"q\"]", "23[\"q\",null]");
    assertThat(client.received().subList(1, 4)).containsExactly("31[]", "32[]", "33[]");
    assertThat(server.failures).hasSize(6);
    assertThat(server.failures.get(0).cause()).isInstanceOf(ConversionException.class);
    assertThat(server.failures.get(2).cause()).isInstanceOf(ConversionException.class);
    assertThat(server.failures.get(4).cause()).isInstanceOf(ConversionException.class);
  }

  @Test
  @DisplayName(
      "API-32 a listener that answered, or still may, is not cut short by another's failure")
  void failed_beside_a_good_one() {
    List<Ack> later = new ArrayList<>();
    socket.on(
        "answered",
        (EventArgs args, Ack ack) -> {
          ack.send("yes");
          throw new IllegalStateException("bug");
        });
    socket.on(
        "later",
        args -> {
          throw new IllegalStateException("bug");
        });
    socket.on("later", (EventArgs args, Ack ack) -> later.add(ack));
    client.text("21[\"answered\"]", "22[\"later\"]");
    assertThat(client.received()).hasSize(2).last().isEqualTo("31[\"yes\"]");
    later.get(0).send("now");
    assertThat(client.received()).hasSize(3).last().isEqualTo("32[\"now\"]");
  }

  @Test
  void an_error_handler_that_throws_disturbs_nobody() {
    TestBed harsh =
        TestBed.with(
            options ->
                options.errorHandler(
                    failure -> {
                      throw new AssertionError("handler");
                    }));
    FakeSession other = harsh.join();
    harsh
        .socketOf(other)
        .on(
            "e",
            args -> {
              heard.add("e");
              throw new IllegalStateException("bug");
            });
    other.text("21[\"e\"]", "22[\"e\"]");
    assertThat(heard).hasSize(2);
    assertThat(other.received()).endsWith("31[]", "32[]");
  }

  @Test
  @DisplayName("SIO-5 a value that cannot be encoded is the caller's, the connection is unharmed")
  void unencodable_emit() {
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    assertThatThrownBy(() -> socket.emit("e", circular)).isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> socket.emitWithAck("e", circular)).isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> server.io().emit("e", circular)).isInstanceOf(EncodeException.class);
    assertThat(client.received()).hasSize(1);
    assertThat(((LocalSocket) socket).outbound().pendingAcks()).isZero();
    assertThat(socket.emit("e", 1)).isEqualTo(EmitResult.QUEUED);
  }

  @Test
  @DisplayName("API-18 an emit after the disconnect is dropped, though the connection is open")
  void emit_after_disconnect() {
    client.text("1");
    assertThat(socket.emit("e")).isEqualTo(EmitResult.CLOSED);
    assertThat(client.received()).hasSize(1);
    assertThat(client.closing).isFalse();
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  @DisplayName("typed listeners take generic types, and the ack of a single event")
  void generic_and_single() {
    FakeSession client = server.join();
    Socket socket = server.socketOf(client);
    List<Object> heard = new ArrayList<>();
    TypeRef<List<Integer>> numbers = new TypeRef<>() {};
    socket.on("plain", numbers, list -> heard.add(list.get(0) + 1));
    socket.on("acked", numbers, (list, ack) -> ack.send(list.get(0) + 2));
    socket.once("once", Integer.class, (number, ack) -> ack.send(number + 3));
    client.text("2[\"plain\",[1]]", "21[\"acked\",[1]]", "22[\"once\",1]", "23[\"once\",1]");
    assertThat(heard).containsExactly(2);
    assertThat(client.received()).endsWith("31[3]", "32[4]");
    socket.emit("nothing", (Object[]) null);
    assertThat(client.received()).last().isEqualTo("2[\"nothing\",null]");
    assertThat(server.failures).isEmpty();
  }
}
