package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Broadcast;
import io.roomcast.Room;
import io.roomcast.Socket;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.EncodeException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoomTest {
  private final TestBed server = new TestBed();
  private final FakeSession a = server.join();
  private final FakeSession b = server.join();
  private final FakeSession c = server.join();
  private final Socket socketA = server.socketOf(a);
  private final Socket socketB = server.socketOf(b);
  private final Socket socketC = server.socketOf(c);

  /** Who got the event, and each no more than once. */
  private String receivers(String event) {
    StringBuilder who = new StringBuilder();
    for (FakeSession client : List.of(a, b, c)) {
      client.received().stream()
          .filter(text -> text.startsWith("2[\"" + event + "\""))
          .forEach(text -> who.append(client == a ? "a" : client == b ? "b" : "c"));
    }
    return who.toString();
  }

  @Test
  @DisplayName("API-35 rooms add up, exceptions are taken away, nobody is reached twice")
  void selection() {
    socketA.join("r", "s");
    socketB.join("s");
    socketC.join("t");

    server.io().emit("all");
    assertThat(receivers("all")).isEqualTo("abc");
    server.io().to("r").emit("r");
    assertThat(receivers("r")).isEqualTo("a");
    server.io().to("r", "s").to("t").in("s").emit("union");
    assertThat(receivers("union")).isEqualTo("abc");
    server.io().to("r", "s").except("r").emit("less");
    assertThat(receivers("less")).isEqualTo("b");
    server.io().except("s", "nobody").emit("rest");
    assertThat(receivers("rest")).isEqualTo("c");
    server.io().to("empty").emit("none");
    assertThat(receivers("none")).isEmpty();
  }

  @Test
  @DisplayName("API-33 the id of a socket is a room, for reaching it and for leaving it out")
  void own_room() {
    server.io().to(socketB.id()).emit("private");
    assertThat(receivers("private")).isEqualTo("b");
    server.io().except(socketB.id()).emit("others");
    assertThat(receivers("others")).isEqualTo("ac");
    socketC.join(socketB.id()); // as any other room
    server.io().to(socketB.id()).emit("both");
    assertThat(receivers("both")).isEqualTo("bc");
    socketB.leave(socketB.id());
    assertThat(socketB.rooms()).containsExactly(socketB.id());
  }

  @Test
  @DisplayName("API-28 a socket's broadcasts leave out the socket itself")
  void sender_exclusion() {
    socketA.join("r");
    socketB.join("r");
    socketA.broadcast().emit("all");
    assertThat(receivers("all")).isEqualTo("bc");
    socketA.to("r").emit("room");
    assertThat(receivers("room")).isEqualTo("b");
    socketA.in("r").to(socketC.id()).emit("more");
    assertThat(receivers("more")).isEqualTo("bc");
    socketA.except("r").emit("rest");
    assertThat(receivers("rest")).isEqualTo("c");
  }

  @Test
  @DisplayName("API-35 operators are immutable, and decide anew at each emit")
  void immutable_operators() {
    Broadcast room = server.io().to("r");
    Broadcast wider = room.to("s");
    socketA.join("r");
    socketB.join("s");
    room.emit("one");
    wider.emit("two");
    socketA.leave("r");
    room.emit("three");
    assertThat(receivers("one")).isEqualTo("a");
    assertThat(receivers("two")).isEqualTo("ab");
    assertThat(receivers("three")).isEmpty();
  }

  @Test
  @DisplayName("ADP-5 a broadcast is encoded once and shared by all its receivers")
  void encoded_once() {
    byte[] bytes = {1, 2};
    server.io().emit("e", bytes, bytes);
    assertThat(a.units().get(1)).hasSize(3).isSameAs(b.units().get(1)).isSameAs(c.units().get(1));
  }

  @Test
  @DisplayName("ADP-2 a room is there as long as somebody is in it")
  void rooms_come_and_go() {
    Room room = server.io().room("r");
    assertThat(room.isEmpty()).isTrue();
    assertThat(socketA.join("r")).isTrue();
    assertThat(socketB.join("r", "r")).isTrue();
    assertThat(server.io().rooms()).contains("r", socketA.id(), socketB.id(), socketC.id());
    assertThat(room.size()).isEqualTo(2);
    assertThat(room.contains(socketA)).isTrue();
    assertThat(room.contains(socketC)).isFalse();
    assertThat(room.sockets()).containsExactlyInAnyOrder(socketA, socketB);
    assertThat(room.namespace()).isSameAs(server.io());
    assertThat(room).isEqualTo(server.io().room("r")).isNotEqualTo(server.io().room("s"));

    room.except(socketA.id()).emit("e");
    assertThat(receivers("e")).isEqualTo("b");
    socketA.leave("r");
    b.text("1");
    assertThat(room.size()).isZero();
    assertThat(server.io().rooms()).containsExactlyInAnyOrder(socketA.id(), socketC.id());
  }

  @Test
  @DisplayName("API-40 whole selections join, leave and are disconnected")
  void bulk_operations() {
    server.io().except(socketC.id()).socketsJoin("r", "s");
    assertThat(socketA.rooms()).containsExactly(socketA.id(), "r", "s");
    assertThat(socketC.rooms()).containsExactly(socketC.id());
    server.io().room("r").socketsLeave("r");
    assertThat(server.io().room("r").isEmpty()).isTrue();

    server.io().to("s").emit("bye");
    server.io().to("s").disconnectSockets();
    assertThat(a.received()).endsWith("2[\"bye\"]", "1");
    assertThat(a.closing).isFalse();
    assertThat(server.io().sockets()).containsExactly(socketC);
    server.io().disconnectSockets(true);
    assertThat(c.received()).last().isEqualTo("1");
    assertThat(c.closing).isTrue();
    assertThat(server.io().rooms()).isEmpty();
  }

  @Test
  void nobody_is_in_more_rooms_than_allowed() {
    TestBed strict = TestBed.with(options -> options.maxRoomsPerSocket(2));
    Socket socket = strict.socketOf(strict.join());
    assertThat(socket.join("1")).isTrue();
    assertThat(socket.join("1", "2", "3")).isFalse();
    assertThat(socket.rooms()).containsExactly(socket.id(), "1"); // all or none
    assertThat(socket.join("1", "2", socket.id())).isTrue();
    assertThat(socket.join("3")).isFalse();
    assertThat(strict.hits.counts()).isEqualTo(Map.of("maxRoomsPerSocket", 2L));
    socket.leave("1");
    assertThat(socket.join("3")).isTrue();
    assertThat(strict.io().rooms()).isEqualTo(Set.of(socket.id(), "2", "3"));
  }

  @Test
  @DisplayName("a room's name may be as long as allowed, and no longer, by socketsJoin too")
  void room_names_have_a_length() {
    TestBed strict = TestBed.with(options -> options.maxRoomNameLength(30));
    Socket socket = strict.socketOf(strict.join());
    String longest = "r".repeat(30);
    assertThat(socket.join(longest)).isTrue();
    assertThat(socket.join("short", longest + "r")).isFalse();
    strict.io().socketsJoin(longest + "r");
    strict.io().socketsJoin("other", longest);
    assertThat(socket.rooms()).containsExactly(socket.id(), longest, "other");
    assertThat(strict.io().rooms()).isEqualTo(Set.of(socket.id(), longest, "other"));
    assertThat(strict.hits.counts()).isEqualTo(Map.of("maxRoomNameLength", 2L));
  }

  @Test
  @DisplayName("the length of a room's name is 256 by default")
  void default_length_of_room_names() {
    assertThat(socketA.join("r".repeat(256))).isTrue();
    assertThat(socketA.join("r".repeat(257))).isFalse();
  }

  @Test
  void a_room_has_a_name() {
    assertThatThrownBy(() -> socketA.join("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> socketA.leave("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server.io().to("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server.io().room("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("API-20 sockets are found by id; rooms and sockets of namespaces are separate")
  void namespaces_are_separate() {
    server.of("/chat");
    FakeSession other = server.connect().text("0/chat,");
    Socket chatter = server.of("/chat").sockets().iterator().next();
    chatter.join("r");
    assertThat(server.io().socket(chatter.id())).isEmpty();
    assertThat(server.of("chat").socket(chatter.id())).containsSame(chatter);
    assertThat(server.io().room("r").contains(chatter)).isFalse();
    server.io().to("r").emit("e");
    server.of("/chat").to("r").emit("f");
    assertThat(other.received()).hasSize(2).last().isEqualTo("2/chat,[\"f\"]");
  }

  @Test
  @DisplayName("API-20 a namespace tells whether anybody is in it, as a room does")
  void emptiness() {
    assertThat(server.of("/chat").isEmpty()).isTrue();
    server.connect().text("0/chat,");
    assertThat(server.of("/chat").isEmpty()).isFalse();
    assertThat(server.io().isEmpty()).isFalse();
    server.io().disconnectSockets();
    assertThat(server.io().isEmpty()).isTrue();
    assertThat(server.of("/chat").isEmpty()).isFalse();
  }

  @Test
  @DisplayName("API-20 a socket's data is there as a type, whatever it was put in as")
  void typed_data() {
    record User(String name, int level) {}
    User ada = new User("ada", 3);
    socketA.data().put("user", ada);
    socketA.data().put("found", Map.of("name", "bob", "level", 4L));
    socketA.data().put("list", List.of(1, 2));
    socketA.data().put("thread", Thread.currentThread());

    assertThat(socketA.data("user", User.class)).containsSame(ada);
    assertThat(socketA.data("found", User.class)).contains(new User("bob", 4));
    assertThat(socketA.data("list", int[].class).orElseThrow()).containsExactly(1, 2);
    assertThat(socketA.data("thread", Thread.class)).containsSame(Thread.currentThread());
    assertThat(socketA.data("nothing", User.class)).isEmpty();
    assertThat(socketB.data("user", User.class)).isEmpty();
    assertThatThrownBy(() -> socketA.data("list", User.class))
        .isInstanceOf(ConversionException.class);
    assertThatThrownBy(() -> socketA.data("thread", User.class))
        .isInstanceOf(EncodeException.class);
    assertThat(socketA.data()).containsKeys("user", "found", "list", "thread");
  }
}
