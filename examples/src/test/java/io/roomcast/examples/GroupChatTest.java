package io.roomcast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.ReceivedEvent;
import io.roomcast.testkit.TestClient;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The group chat")
class GroupChatTest {
  private final Server io = Server.builder().transport(InMemoryTransport.create()).build();

  @BeforeEach
  void start() {
    GroupChat.serve(io);
    io.start().join();
  }

  @AfterEach
  void stop() {
    io.close();
  }

  @Test
  @DisplayName("hands what one says round to everybody, the sender included")
  void reachesEverybody() {
    TestClient mina = named("Mina");
    TestClient jiho = named("지호");
    mina.emit("socketSend", "안녕하세요 👋");
    assertThat(mina.await("broadcast", String.class)).isEqualTo("안녕하세요 👋");
    assertThat(jiho.await("broadcast", String.class)).isEqualTo("안녕하세요 👋");
  }

  @Test
  @DisplayName("tells behind the text who wrote it, and by which key its writer knows it")
  void carriesAPostmark() {
    TestClient mina = named("Mina");
    assertThat(answer(mina, "socketSend", "hello", "key-1")).isEqualTo("done");
    ReceivedEvent broadcast = mina.await("broadcast");
    assertThat(broadcast.args().get(1))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("key", "key-1")
        .containsEntry("from", Map.of("id", mina.id(), "name", "Mina"));
  }

  @Test
  @DisplayName("greets a newcomer alone, and tells everybody how many are there")
  void greetsTheNewcomer() {
    TestClient mina = named("Mina");
    assertThat(mina.await("greeting").args().get(0))
        .isEqualTo(Map.of("id", mina.id(), "name", "Mina"));
    assertThat(mina.await("online", Integer.class)).isEqualTo(1);
    TestClient jiho = named("Jiho");
    assertThat(jiho.await("greeting").args().get(0))
        .isEqualTo(Map.of("id", jiho.id(), "name", "Jiho"));
    assertThat(mina.await("online", Integer.class)).isEqualTo(2);
    mina.assertNoEvent("greeting");
    jiho.disconnect();
    assertThat(mina.await("online", Integer.class)).isEqualTo(1);
  }

  @Test
  @DisplayName("serves a client that speaks the tutorial's events only")
  void speaksTheTutorialsEvents() {
    TestClient inside = TestClient.connect(io);
    TestClient withArgument = TestClient.connect(io);
    TestClient outside = TestClient.connect(io);
    inside.emit("joinroom").settle();
    withArgument.emit("joinroom", "anything").settle();

    inside.emit("room1-send", "members only");
    assertThat(inside.await("broadcast", String.class)).isEqualTo("members only");
    assertThat(withArgument.await("broadcast", String.class)).isEqualTo("members only");
    outside.assertNoEvent("broadcast");

    outside.emit("socketSend", "everybody");
    assertThat(inside.await("broadcast", String.class)).isEqualTo("everybody");
    assertThat(outside.await("broadcast", String.class)).isEqualTo("everybody");
  }

  @Test
  @DisplayName("refuses a message without text and one that is too long")
  void refusesUnfitMessages() {
    TestClient mina = named("Mina");
    assertThat(answer(mina, "socketSend", " \n ")).isEqualTo("empty");
    assertThat(answer(mina, "socketSend", "x".repeat(Postmark.LONGEST_TEXT + 1)))
        .isEqualTo("too-long");
    mina.assertNoEvent("broadcast");
    assertThat(answer(mina, "socketSend", "x".repeat(Postmark.LONGEST_TEXT))).isEqualTo("done");
    mina.await("broadcast");
  }

  @Test
  @DisplayName(
      "takes a new name for the messages that follow, and keeps the old one if it is unfit")
  void renames() {
    TestClient mina = named("Mina");
    assertThat(answer(mina, "rename", "  Yu   na ")).isEqualTo("done");
    assertThat(answer(mina, "rename", "x".repeat(Person.LONGEST_NAME + 1))).isEqualTo("bad-name");
    mina.emit("socketSend", "it is me");
    assertThat(mina.await("broadcast").args().get(1).toString()).contains("name=Yu na");
  }

  private TestClient named(String name) {
    return TestClient.to(io).auth(Map.of("name", name)).connect();
  }

  private static String answer(TestClient client, String event, Object... values) {
    return client.emitWithAck(event, values).join().get(0, String.class);
  }
}
