package io.roomcast.testkit.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The example of a test of handlers")
class ChatTest {

  /** The handlers under test. */
  static void chat(Server io) {
    io.onConnection(
        socket -> {
          socket.on("joinroom", room -> socket.join("room1"));
          socket.on("room1-send", String.class, text -> io.to("room1").emit("broadcast", text));
        });
  }

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
