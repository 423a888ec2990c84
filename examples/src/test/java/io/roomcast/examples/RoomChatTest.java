package io.roomcast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The room chat")
class RoomChatTest {
  private final Server io = Server.builder().transport(InMemoryTransport.create()).build();

  @BeforeEach
  void start() {
    RoomChat.serve(io.of("/rooms"));
    io.start().join();
  }

  @AfterEach
  void stop() {
    io.close();
  }

  @Test
  @DisplayName("hands what is said in a room to its members only")
  void reachesMembersOnly() {
    TestClient mina = named("Mina");
    TestClient jiho = named("Jiho");
    TestClient lee = named("Lee");
    assertThat(answer(mina, "join", "room1")).isEqualTo("done");
    assertThat(answer(jiho, "join", "room1")).isEqualTo("done");
    assertThat(answer(lee, "join", "room2")).isEqualTo("done");

    assertThat(answer(mina, "say", "room1", "안녕 🤫", "key-1")).isEqualTo("done");
    for (TestClient member : List.of(mina, jiho)) {
      var message = member.await("message").args();
      assertThat(message.get(0)).isEqualTo("room1");
      assertThat(message.get(1)).isEqualTo("안녕 🤫");
      assertThat(message.get(2).toString()).contains("name=Mina").contains("key=key-1");
    }
    lee.assertNoEvent("message");
  }

  @Test
  @DisplayName("does not let speak who is not a member, or is one no more")
  void membersOnlySpeak() {
    TestClient mina = named("Mina");
    TestClient jiho = named("Jiho");
    answer(mina, "join", "room1");
    assertThat(answer(jiho, "say", "room1", "let me in", "")).isEqualTo("not-a-member");
    answer(jiho, "join", "room1");
    assertThat(answer(jiho, "leave", "room1")).isEqualTo("done");
    assertThat(answer(jiho, "say", "room1", "still here", "")).isEqualTo("not-a-member");
    assertThat(answer(jiho, "leave", "room1")).isEqualTo("not-a-member");
    mina.assertNoEvent("message");
  }

  @Test
  @DisplayName("tells everybody the size of a room, and its members who comes and goes")
  void tellsWhoComesAndGoes() {
    TestClient mina = named("Mina");
    TestClient lee = named("Lee");
    assertThat(lee.await("rooms").args().get(0))
        .isEqualTo(List.of(status("room1", 0), status("room2", 0)));
    answer(mina, "join", "room1");
    assertThat(mina.await("joined").args().toList())
        .containsExactly("room1", List.of(person(mina, "Mina")));
    assertThat(lee.await("room").args().get(0)).isEqualTo(status("room1", 1));

    TestClient jiho = named("Jiho");
    answer(jiho, "join", "room1");
    assertThat(mina.await("entered").args().toList())
        .containsExactly("room1", person(jiho, "Jiho"));
    assertThat(lee.await("room").args().get(0)).isEqualTo(status("room1", 2));
    answer(jiho, "rename", "Anna");
    assertThat(mina.await("renamed").args().toList())
        .containsExactly("room1", person(jiho, "Anna"));

    String jihosId = jiho.id();
    jiho.loseConnection();
    assertThat(mina.await("left").args().toList())
        .containsExactly("room1", Map.of("id", jihosId, "name", "Anna"));
    assertThat(lee.await("room").args().get(0)).isEqualTo(status("room1", 1));
    lee.assertNoEvent("entered").assertNoEvent("left").assertNoEvent("renamed");
  }

  @Test
  @DisplayName("opens a room that somebody names, and forgets it when the last one has left")
  void opensAndForgetsRooms() {
    TestClient mina = named("Mina");
    assertThat(answer(mina, "join", "  독서   모임 ")).isEqualTo("done");
    assertThat(mina.await("room").args().get(0)).isEqualTo(status("독서 모임", 1));
    assertThat(named("Jiho").await("rooms").args().get(0))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .contains(status("독서 모임", 1));
    answer(mina, "leave", "독서 모임");
    assertThat(mina.await("room").args().get(0)).isEqualTo(status("독서 모임", 0));
    assertThat(named("Kim").await("rooms").args().get(0))
        .isEqualTo(List.of(status("room1", 0), status("room2", 0)));
  }

  @Test
  @DisplayName("lets nobody into a person's own room, whatever the room is called")
  void ownRoomsStayPrivate() {
    TestClient mina = named("Mina");
    TestClient spy = named("Spy");
    assertThat(answer(spy, "join", mina.id())).isEqualTo("done");
    io.of("/rooms").to(mina.id()).emit("private", "for Mina");
    assertThat(mina.await("private", String.class)).isEqualTo("for Mina");
    spy.assertNoEvent("private");
  }

  @Test
  @DisplayName("holds names and numbers to their limits")
  void holdsLimits() {
    TestClient mina = named("Mina");
    assertThat(answer(mina, "join", "x".repeat(RoomChat.LONGEST_ROOM_NAME + 1)))
        .isEqualTo("bad-name");
    assertThat(answer(mina, "join", " ")).isEqualTo("bad-name");
    IntStream.range(0, RoomChat.MOST_ROOMS_PER_PERSON)
        .forEach(i -> assertThat(answer(mina, "join", "room " + i)).isEqualTo("done"));
    assertThat(answer(mina, "join", "one more")).isEqualTo("too-many-rooms");
    answer(mina, "leave", "room 0");
    assertThat(answer(mina, "join", "one more")).isEqualTo("done");
    assertThat(answer(mina, "say", "one more", "x".repeat(Postmark.LONGEST_TEXT + 1), ""))
        .isEqualTo("too-long");
  }

  @Test
  @DisplayName("opens no more rooms than there may be, but those that are open stay open to all")
  void holdsTheNumberOfRooms() {
    int left = RoomChat.MOST_ROOMS - RoomChat.ALWAYS_OPEN.size();
    for (int i = 0; i < left; ) {
      TestClient somebody = named("somebody");
      for (int n = 0; n < RoomChat.MOST_ROOMS_PER_PERSON && i < left; n++, i++) {
        assertThat(answer(somebody, "join", "room " + i)).isEqualTo("done");
      }
    }
    TestClient late = named("Late");
    assertThat(answer(late, "join", "one more")).isEqualTo("no-more-rooms");
    assertThat(answer(late, "join", "room 7")).isEqualTo("done");
    assertThat(answer(late, "join", "room2")).isEqualTo("done");
  }

  @Test
  @DisplayName("puts who comes back into the rooms that they name, before they speak")
  void rejoins() {
    TestClient mina =
        TestClient.to(io)
            .namespace("/rooms")
            .auth(Map.of("name", "Mina", "rooms", List.of("room2", "book club", "x".repeat(99))))
            .connect();
    assertThat(answer(mina, "say", "book club", "back again", "")).isEqualTo("done");
    assertThat(mina.await("joined", String.class)).isEqualTo("room2");
    assertThat(mina.await("joined", String.class)).isEqualTo("book club");
    assertThat(mina.await("refused").args().toList()).containsExactly("x".repeat(99), "bad-name");
    mina.await("message");
  }

  private TestClient named(String name) {
    return TestClient.to(io).namespace("/rooms").auth(Map.of("name", name)).connect();
  }

  private static Map<String, Object> status(String name, long size) {
    return Map.of("name", name, "size", size);
  }

  private static Map<String, Object> person(TestClient client, String name) {
    return Map.of("id", client.id(), "name", name);
  }

  private static String answer(TestClient client, String event, Object... values) {
    return client.emitWithAck(event, values).join().get(0, String.class);
  }
}
