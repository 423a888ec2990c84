package io.roomcast.testkit;

import static io.roomcast.testkit.Chat.chat;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The example of docs/testing.md")
class ChatTest {

  @Test
  void onlyMembersSeeARoomsMessages() {
    Server io = Server.builder().transport(InMemoryTransport.create()).build();
    chat(io);
    io.start().join();
    try (io;
        TestClient ada = TestClient.connect(io);
        TestClient bob = TestClient.connect(io)) {
      ada.emit("joinroom", "room1").emit("room1-send", "hello");

      assertThat(ada.await("broadcast", String.class)).isEqualTo("hello");
      bob.assertNoEvent("broadcast");
    }
  }
}
