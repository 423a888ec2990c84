package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Ack;
import io.roomcast.AnyListener;
import io.roomcast.EventArgs;
import io.roomcast.Listener2;
import io.roomcast.Socket;
import io.roomcast.TypeRef;
import io.roomcast.engineio.CloseReason;
import io.roomcast.internal.engineio.SessionEvent;
import io.roomcast.spi.codec.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Listeners of one event by name, of all of them, of those that are sent, and of errors. */
class SocketListenersTest {
  private final TestBed server = new TestBed();
  private final FakeSession client = server.join();
  private final Socket socket = server.socketOf(client);
  private final List<Object> heard = new ArrayList<>();

  private AnyListener noting(String who) {
    return (event, args) -> heard.add(who + " " + event + args);
  }

  // ---- by name

  @Test
  @DisplayName("API-30 listeners that are prepended come first, typed ones and those for once too")
  void prepending() {
    socket.on("e", args -> heard.add("on"));
    socket.prepending().on("e", String.class, text -> heard.add("prepended " + text));
    var once = socket.prepending().once("e", args -> heard.add("once"));
    var cancelled = socket.prepending().prepending().on("e", args -> heard.add("cancelled"));
    cancelled.cancel();
    client.text("2[\"e\",\"x\"]", "2[\"e\",\"y\"]");
    assertThat(heard).containsExactly("once", "prepended x", "on", "prepended y", "on");
    once.cancel();

    assertThat(socket.prepending().eventNames()).containsExactly("e");
    assertThat(socket.prepending().listeners("e")).isEqualTo(socket.listeners("e")).hasSize(2);
    socket.prepending().off("e");
    assertThat(socket.eventNames()).isEmpty();
    socket.on("f", args -> {});
    socket.prepending().off();
    assertThat(socket.eventNames()).isEmpty();
    assertThatThrownBy(() -> socket.prepending().on("connect", args -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("API-30 the listeners of an event are listed in their order, typed or not")
  void listing() throws Exception {
    Listener2<EventArgs, Ack> raw = (args, ack) -> heard.add("raw");
    socket.on("e", Integer.class, number -> heard.add(number + 1));
    socket.on("e", raw);
    socket.once("e", args -> heard.add("once"));
    List<Listener2<EventArgs, Ack>> listeners = socket.listeners("e");
    assertThat(listeners).hasSize(3).element(1).isSameAs(raw);
    assertThat(socket.listeners("other")).isEmpty();

    client.text("2[\"e\",41]");
    assertThat(heard).containsExactly(42, "raw", "once");
    assertThat(socket.listeners("e")).hasSize(2);
    assertThat(listeners).hasSize(3);
  }

  @Test
  @DisplayName("API-30 once takes every form that on takes")
  void typed_once() {
    TypeRef<List<Integer>> numbers = new TypeRef<>() {};
    socket.once("a", numbers, list -> heard.add(list));
    socket.once("b", numbers, (list, ack) -> ack.send(list.size()));
    socket.once("c", String.class, Integer.class, (text, number) -> heard.add(text + number));
    socket.once("d", String.class, Integer.class, (text, number, ack) -> ack.send(text, number));
    socket.once("e", String.class, int.class, Boolean.class, (a, b, c) -> heard.add(a + b + c));
    socket.once("f", String.class, int.class, Boolean.class, (a, b, c, ack) -> ack.send(c, b, a));
    for (int i = 0; i < 2; i++) {
      client.text("2[\"a\",[1]]", "21[\"b\",[1]]", "2[\"c\",\"x\",1]", "22[\"d\",\"x\",1]");
      client.text("2[\"e\",\"x\",1,true]", "23[\"f\",\"x\",1,true]");
    }
    assertThat(heard).containsExactly(List.of(1), "x1", "x1true");
    assertThat(client.received()).endsWith("31[1]", "32[\"x\",1]", "33[true,1,\"x\"]").hasSize(4);
    assertThat(server.failures).isEmpty();
    assertThat(socket.eventNames()).isEmpty();
  }

  // ---- of all that comes

  @Test
  @DisplayName("API-31 catch-all listeners hear every event, in their order, whatever its name")
  void any() {
    socket.onAny(noting("second"));
    var first = socket.prependAny(noting("first"));
    client.text("2[\"a\",1]", "27[8,\"x\"]", "2[\"error\"]");
    assertThat(heard)
        .containsExactly(
            "first a[1]",
            "second a[1]",
            "first 8[x]",
            "second 8[x]",
            "first error[]",
            "second error[]");

    heard.clear();
    first.cancel();
    client.text("2[\"b\"]");
    assertThat(heard).containsExactly("second b[]");
    assertThat(socket.listenersAny()).hasSize(1);
    socket.offAny();
    client.text("2[\"c\"]", "51-[\"d\",{\"_placeholder\":true,\"num\":0}]").binary((byte) 1);
    assertThat(heard).hasSize(1);
    assertThat(socket.listenersAny()).isEmpty();
  }

  @Test
  @DisplayName("API-31 listing gives the catch-all listeners as they were added")
  void listing_any() {
    AnyListener in = noting("in");
    AnyListener out = noting("out");
    AnyListener early = noting("early");
    socket.onAny(in);
    socket.prependAny(early);
    socket.onAnyOutgoing(out);
    socket.prependAnyOutgoing(early);
    assertThat(socket.listenersAny()).containsExactly(early, in);
    assertThat(socket.listenersAnyOutgoing()).containsExactly(early, out);
  }

  @Test
  @DisplayName("API-32 a catch-all listener that throws is reported and disturbs nobody else")
  void any_throws() {
    AnyListener failing =
        (event, args) -> {
          throw new IllegalStateException("bug");
        };
    socket.onAny(failing);
    socket.onAny(noting("in"));
    socket.on("e", args -> heard.add("on"));
    socket.onAnyOutgoing(failing);
    socket.onAnyOutgoing(noting("out"));
    client.text("2[\"e\"]");
    socket.emit("f");
    assertThat(heard).containsExactly("in e[]", "on", "out f[]");
    assertThat(server.failures)
        .hasSize(2)
        .allMatch(f -> f.event().isEmpty() && f.socket().equals(Optional.of(socket)));
  }

  @Test
  @DisplayName(
      "API-30 a catch-all listener that disconnects the socket keeps the event from the rest")
  void any_disconnects() {
    socket.onAny((event, args) -> socket.disconnect());
    socket.onAny(noting("any"));
    socket.use(
        event -> {
          heard.add("use");
          return event;
        });
    socket.on("e", args -> heard.add("on"));
    client.text("2[\"e\"]");
    assertThat(heard).isEmpty();
  }

  // ---- of all that is sent

  @Test
  @DisplayName("API-31 outgoing ones hear emits and broadcasts that reach the socket, and no acks")
  void outgoing() {
    FakeSession other = server.join();
    Socket others = server.socketOf(other);
    var subscription = socket.onAnyOutgoing(noting("out"));
    socket.join("r");
    socket.on("q", String.class, (text, ack) -> ack.send(text));

    socket.emit("emit", 1);
    var unused = socket.emitWithAck("ask", "x");
    server.io().emit("all");
    server.io().to("r").emit("room", true);
    server.io().except("r").emit("not this one");
    others.broadcast().emit("from another");
    others.emit("to another");
    var answers = server.io().emitWithAck("ask all");
    assertThat(answers).isNotDone();
    client.text("21[\"q\",\"answered\"]", "30[\"pong\"]");
    assertThat(heard)
        .containsExactly(
            "out emit[1]",
            "out ask[x]",
            "out all[]",
            "out room[true]",
            "out from another[]",
            "out ask all[]");
    assertThat(client.received()).contains("31[\"answered\"]");

    subscription.cancel();
    socket.emit("unheard");
    socket.onAnyOutgoing(noting("out"));
    socket.offAnyOutgoing();
    socket.emit("unheard");
    assertThat(heard).hasSize(6);
  }

  @Test
  @DisplayName("API-31 outgoing ones see binary values as they were given")
  void outgoing_binary() {
    byte[] bytes = {1, 2, 3};
    socket.onAnyOutgoing((event, args) -> heard.add(args.get(0)));
    socket.emit("b", bytes);
    server.io().emit("b", (Object) bytes);
    assertThat(heard).hasSize(2).allMatch(value -> value == bytes);
  }

  @Test
  @DisplayName("API-31 what is not sent is not heard by outgoing ones")
  void outgoing_not_sent() {
    socket.onAnyOutgoing(noting("out"));
    client.text("1");
    socket.emit("late");
    server.io().emit("late");

    FakeSession closing = server.join();
    Socket lost = server.socketOf(closing);
    lost.onAnyOutgoing(noting("out"));
    closing.closing = true;
    lost.emit("lost");
    server.io().emit("lost");
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName(
      "API-31 outgoing ones run in order on the socket's queue, not where something is emitted")
  void outgoing_elsewhere() {
    ByHand executor = new ByHand();
    TestBed slow = new TestBed(executor, options -> options.maxQueuedEvents(3));
    slow.io().onConnection(s -> s.onAnyOutgoing(noting("out")));
    FakeSession quick = slow.connect().text("0");
    executor.runAll();
    Socket there = slow.socketOf(quick);
    for (int i = 1; i <= 5; i++) { // two more than may wait for it
      there.emit("e", i);
    }
    assertThat(heard).isEmpty();
    assertThat(quick.received()).hasSize(6);
    executor.runAll();
    assertThat(heard).containsExactly("out e[1]", "out e[2]", "out e[3]");

    there.emit("e", 6);
    executor.runAll();
    assertThat(heard).hasSize(4).last().isEqualTo("out e[6]");
  }

  // ---- errors

  @Test
  @DisplayName(
      "API-19 SIO-28 what is no packet is told to the error listeners of every socket once")
  void decode_errors() {
    server.of("/chat");
    client.text("0/chat,");
    Socket chat = server.of("/chat").sockets().iterator().next();
    FakeSession other = server.join();
    for (Socket each : List.of(socket, chat, server.socketOf(other))) {
      each.onError(e -> heard.add(each.namespace().name() + e.getClass().getSimpleName()));
    }
    socket.onError(
        e -> {
          throw new IllegalStateException("bug");
        });
    socket.onError(e -> heard.add("third"));
    socket.onDisconnect(reason -> heard.add(reason.text()));
    client.text("nonsense");

    assertThat(heard)
        .containsExactlyInAnyOrder(
            "/DecodeException", "/chatDecodeException", "third", "forced close");
    assertThat(heard.indexOf("third")).isLessThan(heard.indexOf("forced close"));
    assertThat(client.closing).isTrue();
    assertThat(other.closing).isFalse();
    assertThat(server.failures)
        .extracting(f -> f.cause().getClass().getSimpleName())
        .containsExactlyInAnyOrder("DecodeException", "DecodeException", "IllegalStateException");
  }

  @Test
  @DisplayName("API-19 SEC-6 without an error listener an error is harmless")
  void nobody_listens_for_errors() {
    client.text("nonsense");
    assertThat(server.failures)
        .singleElement()
        .satisfies(f -> assertThat(f.cause()).isInstanceOf(DecodeException.class));
  }

  @Test
  @DisplayName("API-19 SEC-6 an event of a client that is called error is an event, no error")
  void event_called_error() {
    socket.on("error", String.class, text -> heard.add("event " + text));
    var listener = socket.onError(e -> heard.add("error"));
    client.text("2[\"error\",\"mine\"]");
    assertThat(heard).containsExactly("event mine");
    assertThat(client.closing).isFalse();

    listener.cancel();
    client.text("nonsense");
    assertThat(heard).hasSize(1);
  }

  // ---- of what it can take

  @Test
  @DisplayName("EIO-70 a socket tells whether its client keeps up, and when it does so again")
  void writable() {
    var subscription = socket.onWritable(() -> heard.add("writable"));
    assertThat(socket.writable()).isTrue();
    client.full = true;
    assertThat(socket.writable()).isFalse();
    client.full = false;
    client.events.publish(new SessionEvent.Writable());
    assertThat(socket.writable()).isTrue();
    assertThat(heard).containsExactly("writable");

    subscription.cancel();
    client.events.publish(new SessionEvent.Writable());
    assertThat(heard).hasSize(1);
    socket.onWritable(
        () -> {
          throw new IllegalStateException("bug");
        });
    client.events.publish(new SessionEvent.Writable());
    assertThat(server.failures).hasSize(1);

    socket.disconnect();
    assertThat(socket.writable()).as("though its client could take more").isFalse();
    assertThat(client.events.listeners()).as("they go with the socket").isZero();
  }

  @Test
  @DisplayName("API-33 rooms are joined and left at once; a socket is always in that of its id")
  void rooms() {
    assertThat(socket.join("a", "b")).isTrue();
    assertThat(socket.rooms()).containsExactly(socket.id(), "a", "b");
    server.io().to("b").emit("to b");
    assertThat(client.received()).last().isEqualTo("2[\"to b\"]");
    socket.leave("b", socket.id(), "never");
    assertThat(socket.rooms()).containsExactly(socket.id(), "a");
    server.io().to(socket.id()).emit("own");
    assertThat(client.received()).last().isEqualTo("2[\"own\"]");
    client.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(socket.join("c")).isFalse();
    assertThat(socket.rooms()).isEmpty();
  }

  @Test
  @DisplayName("API-34 one client is in a namespace twice only through two connections")
  void twice_in_a_namespace() {
    FakeSession second = server.connect().text("0");
    assertThat(server.io().size()).isEqualTo(2);
    assertThat(second.socketId("/")).isNotEqualTo(socket.id());
    second.text("0");
    assertThat(second.closing).isTrue();
    assertThat(client.closing).isFalse();
    assertThat(server.io().sockets()).containsExactly(socket);
  }

  @Test
  @DisplayName("API-12 the sockets of a namespace are those that are connected")
  void sockets_of_a_namespace() {
    List<Socket> joining = new ArrayList<>();
    server.io().use(s -> joining.add(s));
    server.io().use(s -> heard.add(s.namespace().size()));
    FakeSession second = server.join();
    assertThat(heard).containsExactly(1);
    assertThat(server.io().name()).isEqualTo("/");
    assertThat(server.io().socket(second.socketId("/"))).contains(joining.get(0));
    assertThat(server.io().sockets()).containsExactlyInAnyOrder(socket, joining.get(0));
    second.text("1");
    assertThat(server.io().sockets()).containsExactly(socket);
  }
}
