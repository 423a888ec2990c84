package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.codec.Message;
import io.roomcast.spi.transport.Headers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineClientTest {
  private final ManualConnection polls = new ManualConnection();
  private final ManualConnection webSocket = new ManualConnection();
  private final Deque<ManualConnection> connections =
      new ArrayDeque<>(List.of(polls, new ManualConnection(), webSocket));
  private final List<String> ends = new ArrayList<>();
  private final EngineClient client =
      new EngineClient(
          new ManualConnection.Each(connections),
          "/socket.io/",
          "",
          Headers.none(),
          new EngineClient.Listener() {
            @Override
            public void onMessage(Message message) {}

            @Override
            public void onClosed(String why) {
              ends.add(why);
            }
          });

  /** The WebSocket has been probed, and a poll is still to be answered. */
  private CompletableFuture<Void> upgrading() {
    var unused = client.open(ClientTransport.POLLING);
    polls.answer("0{\"sid\":\"s1\",\"maxPayload\":1000}");
    CompletableFuture<Void> moved = client.upgrade();
    webSocket.message("3probe");
    return moved;
  }

  @Test
  @DisplayName("who leaves during an upgrade says so behind what was sent before")
  void leaves() {
    CompletableFuture<Void> moved = upgrading();
    client.send(List.of(new Message.Text("4last")));
    client.close();
    polls.answer("6");

    assertThat(moved).isCompleted();
    assertThat(webSocket.sent).containsExactly("2probe", "5", "4last", "close");
  }

  @Test
  @DisplayName("who goes during an upgrade takes the WebSocket along")
  void aborts() {
    CompletableFuture<Void> moved = upgrading();
    client.abort();

    assertThat(moved).isCompletedExceptionally();
    assertThat(webSocket.sent).containsExactly("2probe", "abort");
    assertThat(polls.sent).containsExactly("abort");
    assertThat(ends).containsExactly("transport close");
  }
}
