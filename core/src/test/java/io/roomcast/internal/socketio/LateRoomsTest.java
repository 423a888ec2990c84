package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.RecoveringClient.TIME;
import static io.roomcast.internal.socketio.RecoveringClient.sessions;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.ServerBuilder;
import io.roomcast.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Listeners that are still at work when the connection is lost: what they do with rooms they do for
 * the client that comes back, or it would be told that it was recovered, and miss what it asked
 * for.
 */
class LateRoomsTest {
  private final ByHand executor = new ByHand();
  private final List<Socket> lost = new ArrayList<>();
  private final List<Set<String>> seen = new ArrayList<>();
  private RecoveringClient client;

  private TestBed server(UnaryOperator<ServerBuilder> change) {
    TestBed bed =
        new TestBed(
            executor,
            builder ->
                change
                    .apply(builder)
                    .maxRoomsPerSocket(2)
                    .connectionStateRecovery(ConnectionStateRecovery.within(TIME)));
    bed.io().onConnection(this::connected);
    return bed;
  }

  /** The connection is lost before the client is put where it belongs. */
  private void connected(Socket socket) {
    if (!socket.recovered()) {
      socket.join("hall");
      socket.emit("e", 0);
      client.lose();
      lost.add(socket);
      socket.leave("hall", socket.id());
      assertThat(socket.join("news", "sports")).isTrue();
      assertThat(socket.join("one too many")).isFalse();
      socket.leave("sports");
      seen.add(socket.rooms());
    }
  }

  private void connect(TestBed bed) {
    client = new RecoveringClient(bed);
    executor.runAll();
    assertThat(client.read()).containsExactly("0");
    assertThat(seen).containsExactly(Set.of(client.sid, "news"));
  }

  private List<String> back(TestBed bed) {
    client.bed = bed;
    client.connect();
    executor.runAll();
    return client.read();
  }

  @Test
  @DisplayName("API-45 what a listener joins when the connection is lost already is not lost")
  void inMemory() {
    TestBed bed = server(builder -> builder);
    connect(bed);
    bed.io().to("news").emit("e", 1);
    bed.io().to("hall").to("sports").emit("e", "no");
    assertThat(lost.get(0).join("late")).as("when its listeners are through").isFalse();

    String sid = client.sid;
    assertThat(back(bed)).containsExactly("1");
    assertThat(client.socket().rooms()).containsExactly(sid, "news");
    lost.get(0).leave("news");
    assertThat(client.socket().rooms()).containsExactly(sid, "news");
    client.session.text("1");
    executor.runAll();
    assertThat(sessions(bed).reach().rooms()).isEmpty();
  }

  @Test
  @DisplayName("API-45 ADP-15 nor is it where another server goes on")
  void elsewhere() {
    SharedLog log = new SharedLog();
    TestBed a = server(builder -> builder.adapter(log.server()));
    TestBed b = server(builder -> builder.adapter(log.server()));
    connect(a);
    assertThat(lost.get(0).join("late")).as("when its listeners are through").isFalse();
    assertThat(lost.get(0).rooms()).isEmpty();

    String sid = client.sid;
    back(b);
    assertThat(client.socket().recovered()).isTrue();
    assertThat(client.socket().rooms()).containsExactly(sid, "news");
  }
}
