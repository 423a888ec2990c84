package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients whose sessions are where all servers find them. */
class StoredRecoveryTest extends StoredRecoveryScene {

  @Test
  @DisplayName(
      "API-45 ADP-15 on another server a client finds its id, rooms, data and what it missed")
  void goesOn() {
    RecoveringClient client = client();
    client.socket().join("room");
    client.socket().data().put("name", "ada");
    client
        .socket()
        .data()
        .put(
            "odd",
            new Object() {
              @SuppressWarnings("unused")
              private final Object self = this;
            });
    String sid = client.sid;
    String pid = client.pid;
    client.lose();
    b.io().to("room").emit("e", 2);
    b.io().to("other").emit("e", "not for it");
    a.io().to(sid).emit("e", 3);

    assertThat(back(client, b)).containsExactly("2", "3");
    assertThat(client.sid).isEqualTo(sid);
    assertThat(client.pid).isEqualTo(pid);
    assertThat(client.session.received()).last().asString().contains(sid);
    Socket socket = client.socket();
    assertThat(socket.recovered()).isTrue();
    assertThat(socket.rooms()).containsExactly(sid, "room");
    assertThat(socket.data()).containsExactly(Map.entry("name", "ada"));
    assertThat(log.kept).isEqualTo(RecoveringClient.TIME);
    assertThat(log.sessions).isEmpty();
    a.io().to("room").emit("e", 4);
    assertThat(client.read()).containsExactly("2", "3", "4");
  }

  @Test
  @DisplayName("API-46 where a server still sees the client, another one gives it a new session")
  void stillSeenElsewhere() {
    RecoveringClient client = client();
    FakeSession old = client.session;
    String sid = client.sid;
    String ticket = ticket(client);
    back(client, b);
    assertThat(client.sid).isNotEqualTo(sid);
    assertThat(a.io().socket(sid)).isPresent();
    old.end(CloseReason.PING_TIMEOUT);

    FakeSession late = b.connect().text(ticket); // whoever has the secret
    assertThat(late.received()).last().asString().contains(sid);
    FakeSession later = a.connect().text(ticket);
    assertThat(later.received()).singleElement().asString().doesNotContain(sid);
    assertThat(a.io().size() + b.io().size()).isEqualTo(3);
  }

  @Test
  @DisplayName("API-45 what comes while the log is read is sent once, and behind what was read")
  void whileReading() {
    RecoveringClient client = client();
    client.lose();
    a.io().emit("e", 2);
    log.holdReads = true;
    back(client, b);
    a.io().emit("e", 3); // heard, not read
    log.reads.runAll();
    assertThat(client.read()).containsExactly("2", "3");
    a.io().emit("e", 4);
    assertThat(client.read()).containsExactly("2", "3", "4");
  }

  @Test
  @DisplayName("API-45 what was read before it is heard is not sent again")
  void readAhead() {
    RecoveringClient client = client();
    client.lose();
    log.holdDeliveries = true;
    a.io().emit("e", 2);
    a.io().emit("e", 3);
    assertThat(back(client, b)).containsExactly("2", "3");
    a.io().emit("e", 4);
    log.deliveries.runAll();
    assertThat(client.read()).containsExactly("2", "3", "4");
  }

  @Test
  @DisplayName("API-45 what is heard before it was read in the same answer is not sent twice")
  void heardAndRead() {
    RecoveringClient client = client();
    client.lose();
    log.holdDeliveries = true;
    a.io().emit("e", 2);
    log.holdReads = true;
    back(client, b); // the answer has it
    log.deliveries.runAll(); // and now it is heard
    log.reads.runAll();
    assertThat(client.read()).containsExactly("2");
  }

  @Test
  @DisplayName("API-40 who joined a room while it was away has what was sent there since")
  void joinedWhileAway() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    b.io().in(sid).socketsJoin("room");
    b.io().to("room").emit("e", 2);
    log.holdReads = true;
    int before = log.readCalls;
    back(client, b);
    a.io().to("room").emit("e", 3); // nobody of that room is heard of here yet
    log.reads.runAll();
    assertThat(client.read()).containsExactly("2", "3");
    assertThat(log.readCalls - before).isEqualTo(2);
    assertThat(client.socket().rooms()).containsExactly(sid, "room");
  }

  @Test
  @DisplayName(
      "API-40 who left a room while it was away has nothing of it, however late it is heard")
  void leftWhileAway() {
    RecoveringClient client = client();
    client.socket().join("room");
    client.lose();
    a.io().in(client.sid).socketsLeave("room"); // heard, but nobody is there
    log.holdDeliveries = true;
    a.io().to("room").emit("e", "not for it");
    log.holdReads = true;
    back(client, b); // in the room, as far as is known here
    log.deliveries.runAll();
    log.reads.runAll(); // out of it
    log.reads.runAll();
    a.io().emit("e", 2);
    log.deliveries.runAll();
    assertThat(client.read()).containsExactly("2");
    assertThat(client.socket().rooms()).containsExactly(client.sid);
  }

  @Test
  @DisplayName("API-40 who is disconnected while it is away, or on its way, begins anew")
  void disconnected() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    b.io().in(sid).disconnectSockets();
    back(client, b);
    assertThat(client.sid).isNotEqualTo(sid);

    RecoveringClient other = client();
    String second = other.sid;
    other.lose();
    log.holdReads = true;
    back(other, b);
    a.io().in(second).disconnectSockets();
    log.reads.runAll();
    other.read();
    assertThat(other.sid).isNotEqualTo(second);
  }

  @Test
  @DisplayName("API-45 middlewares are asked of a session of which nobody says whose it is")
  void middlewares() {
    b.io().use(socket -> heard.add("asked"));
    RecoveringClient ours = client();
    ours.lose();
    back(ours, b);
    assertThat(heard).isEmpty();
    RecoveringClient other = client();
    String sid = other.sid;
    other.lose();
    log.forgetStay(other.pid);
    back(other, b);
    assertThat(heard).containsExactly("asked");
    assertThat(other.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-46 RED-33 what the store gives back and cannot be is not taken")
  void impossible() {
    RecoveringClient client = client();
    Optional<StoredSession.Stay> unknown = Optional.empty();
    List<StoredSession> wrong =
        List.of(
            new StoredSession("nobody", "another's", Set.of(), Map.of(), unknown),
            new StoredSession("x".repeat(1000), "pid1", Set.of(), Map.of(), unknown),
            new StoredSession("nobody", "pid2", Set.of("r".repeat(1000)), Map.of(), unknown),
            new StoredSession(client.sid, "pid3", Set.of(), Map.of(), unknown)); // who is here
    for (int i = 0; i < wrong.size(); i++) {
      log.sessions.put("pid" + i, wrong.get(i));
      FakeSession session = a.connect().text("0{\"pid\":\"pid" + i + "\",\"offset\":\"1\"}");
      assertThat(session.received())
          .singleElement()
          .asString()
          .matches(RecoveringClient.REPLY)
          .doesNotContain("pid" + i)
          .doesNotContain(wrong.get(i).id());
    }
    assertThat(a.io().socket(client.sid)).isPresent();
  }

  @Test
  @DisplayName("API-46 who missed more than is kept, or names no offset, begins anew")
  void tooMuch() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    for (int i = 0; i < 11; i++) {
      a.io().emit("e", i);
    }
    assertThat(back(client, b)).isEmpty();
    assertThat(client.sid).isNotEqualTo(sid);
    String second = client.sid;
    client.offset = null;
    client.lose();
    back(client, a);
    assertThat(client.sid).isNotEqualTo(second);
  }

  @Test
  @DisplayName("API-45 API-46 an event that cannot be encoded is left out, and no more than that")
  void unencodable() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    a.io().emit("e", 2);
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    log.append(
        new ClusterMessage.Broadcast(List.of("e", circular), Selection.all(), EmitFlags.DEFAULT));
    a.io().emit("e", 4);
    assertThat(back(client, b)).containsExactly("2", "4");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-5 API-16 the clients of a server that stops may go on at another one")
  void stop() {
    RecoveringClient client = client();
    String sid = client.sid;
    a.clients.shuttingDown();
    client.session.end(CloseReason.FORCED_CLOSE);
    b.io().emit("e", 2);
    assertThat(back(client, b)).containsExactly("2");
    assertThat(client.sid).isEqualTo(sid);
  }
}
