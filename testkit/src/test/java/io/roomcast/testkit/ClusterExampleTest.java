package io.roomcast.testkit;

import static io.roomcast.testkit.Chat.chat;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.adapter.InMemoryCluster;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The example of a test with several servers")
class ClusterExampleTest {

  @Test
  void aMessageReachesTheMembersOnAllServers() {
    try (InMemoryCluster cluster = new InMemoryCluster();
        Server a = server(cluster.server("a"));
        Server b = server(cluster.server("b"));
        TestClient ada = TestClient.connect(a);
        TestClient bob = TestClient.connect(b)) {
      bob.emit("joinroom", "room1");
      bob.settle();
      ada.emit("joinroom", "room1").emit("room1-send", "hello");

      assertThat(bob.await("broadcast", String.class)).isEqualTo("hello");
    }
  }

  private static Server server(RoomAdapter.Factory adapter) {
    Server io = Server.builder().transport(InMemoryTransport.create()).adapter(adapter).build();
    chat(io);
    io.start().join();
    return io;
  }
}
