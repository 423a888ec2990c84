package io.roomcast.spi.adapter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Presence;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmit;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Servers on a wire that does not know them")
class HeartbeatsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(10);

  private final FakeRooms rooms = new FakeRooms();
  private final FakeWire wire = new FakeWire();
  private final ClusterAdapter adapter = new ClusterAdapter(rooms, "a", wire);

  HeartbeatsTest() {
    assertThat(adapter.open()).isCompleted();
  }

  private int servers() {
    return adapter.serverCount().toCompletableFuture().join();
  }

  @Test
  @DisplayName("ADP-16 say that they have come, and are answered that others are there")
  void come() {
    assertThat(wire.published).containsExactly(Presence.INITIAL_HEARTBEAT);
    assertThat(servers()).isEqualTo(1);
    wire.arrive("b", Presence.INITIAL_HEARTBEAT);
    assertThat(wire.published).last().isEqualTo(Presence.HEARTBEAT);
    wire.arrive("c", Presence.HEARTBEAT);
    assertThat(wire.published).hasSize(2);
    assertThat(servers()).isEqualTo(3);
  }

  @Test
  @DisplayName("ADP-16 say a word when they have said nothing for 5 s")
  void quiet() {
    rooms.timers.advance(SECOND.multipliedBy(4));
    CompletionStage<?> unused = adapter.serverSideEmit(Arguments.of("e"));
    rooms.timers.advance(SECOND.multipliedBy(4));
    assertThat(wire.published).hasSize(2);
    rooms.timers.advance(SECOND);
    assertThat(wire.published).hasSize(3).last().isEqualTo(Presence.HEARTBEAT);
    rooms.timers.advance(SECOND.multipliedBy(5));
    assertThat(wire.published).hasSize(4).last().isEqualTo(Presence.HEARTBEAT);
  }

  @Test
  @DisplayName("ADP-16 say a word, too, where others did not hear what they have said")
  void unheard() {
    rooms.timers.advance(SECOND.multipliedBy(4));
    CompletionStage<Void> unused =
        adapter.broadcast(
            Packet.of(PacketType.EVENT, "/chat", Arguments.of("e")),
            new Selection(Set.of("r"), Set.of()),
            EmitFlags.DEFAULT);
    wire.outcome = CompletableFuture.failedStage(new IllegalStateException("on purpose"));
    assertThat(adapter.serverSideEmit(Arguments.of("e"))).isCompletedExceptionally();
    wire.outcome = CompletableFuture.completedStage(null);
    rooms.timers.advance(SECOND);
    assertThat(wire.published).hasSize(4).last().isEqualTo(Presence.HEARTBEAT);
  }

  @Test
  @DisplayName("ADP-16 are gone when they have said nothing for 10 s, and waited for no more")
  void silent() {
    wire.arrive("b", Presence.HEARTBEAT);
    wire.arrive("c", Presence.HEARTBEAT);
    CompletionStage<? extends Replies<?>> asked = adapter.fetchSockets(Selection.all(), LONG);
    rooms.timers.advance(SECOND.multipliedBy(9));
    wire.arrive("c", new ServerSideEmit(Optional.empty(), List.of("any message will do")));
    rooms.timers.advance(SECOND);
    assertThat(servers()).isEqualTo(3);
    rooms.timers.advance(SECOND);
    assertThat(servers()).isEqualTo(2);
    assertThat(asked).isNotDone();
    rooms.timers.advance(SECOND.multipliedBy(9));
    assertThat(servers()).isEqualTo(1);
    assertThat(asked.toCompletableFuture().join().silentServers())
        .containsExactlyInAnyOrder("b", "c");
  }

  @Test
  @DisplayName("ADP-16 are gone at once when they say so")
  void close() {
    wire.arrive("b", Presence.HEARTBEAT);
    CompletionStage<? extends Replies<?>> asked = adapter.fetchSockets(Selection.all(), LONG);
    wire.arrive("b", Presence.ADAPTER_CLOSE);
    assertThat(servers()).isEqualTo(1);
    assertThat(asked.toCompletableFuture().join().silentServers()).containsExactly("b");
  }

  @Test
  @DisplayName("ADP-11 do not count emitters, nor their own echoes")
  void emitters() {
    wire.arrive("emitter", new ServerSideEmit(Optional.empty(), List.of("e")));
    wire.arrive("a", Presence.INITIAL_HEARTBEAT);
    assertThat(servers()).isEqualTo(1);
    assertThat(wire.published).hasSize(1);
    assertThat(rooms.done).containsExactly("server side [e]");
  }

  @Test
  @DisplayName("remember no more than a thousand, and nothing after a close")
  void bounded() {
    for (int i = 0; i < 2000; i++) {
      wire.arrive("s" + i, Presence.HEARTBEAT);
    }
    assertThat(servers()).isEqualTo(1001);
    assertThat(adapter.close()).isCompleted();
    wire.arrive("late", Presence.HEARTBEAT);
    assertThat(servers()).isEqualTo(1);
    rooms.timers.advance(LONG);
    assertThat(wire.published).last().isEqualTo(Presence.ADAPTER_CLOSE);
    assertThat(rooms.timers.pending()).isZero();
    assertThat(Set.copyOf(wire.published)).hasSize(2);
  }
}
