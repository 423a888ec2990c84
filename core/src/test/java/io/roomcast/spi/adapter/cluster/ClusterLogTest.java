package io.roomcast.spi.adapter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The adapter of a server of a cluster, on a log")
class ClusterLogTest {
  private static final Selection R = new Selection(Set.of("r"), Set.of());

  private final FakeRooms rooms = new FakeRooms();
  private final LogWire wire = new LogWire();

  /** A log in which nothing moves by itself. */
  private static final class LogWire implements ClusterWire, ClusterLog, SessionStore {
    final List<Consumer<Optional<String>>> turns = new ArrayList<>();
    CompletableFuture<Void> appended = new CompletableFuture<>();
    RuntimeException thrown;
    ClusterInbox inbox;

    @Override
    public CompletionStage<Void> open(ClusterInbox opened) {
      inbox = opened;
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> publish(ClusterEnvelope message) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public Optional<ClusterLog> log() {
      return Optional.of(this);
    }

    @Override
    public CompletionStage<Void> append(ClusterEnvelope message, Consumer<Optional<String>> turn) {
      if (thrown != null) {
        throw thrown;
      }
      turns.add(turn);
      return appended;
    }

    @Override
    public SessionStore sessions() {
      return this;
    }

    @Override
    public CompletionStage<Void> close() {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public String position() {
      return "0";
    }

    @Override
    public boolean isBehind(String offset, String other) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> persist(StoredSession session, Duration keep) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<Taken>> take(String privateId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<MissedEvents>> missed(
        StoredSession session, String offset, int maxEvents, long maxBytes) {
      throw new UnsupportedOperationException();
    }
  }

  private RoomAdapter open() {
    rooms.recovers = true;
    RoomAdapter adapter = new ClusterAdapter(rooms, "a", wire);
    assertThat(adapter.open()).isCompleted();
    return adapter;
  }

  private static Packet event(Object... values) {
    return Packet.of(PacketType.EVENT, "/chat", Arguments.of(values));
  }

  @Test
  @DisplayName("ADP-15 what this server does is done when it is its turn in the log")
  void turns() {
    RoomAdapter adapter = open();
    CompletionStage<Void> emitted = adapter.broadcast(event("e", 1L), R, EmitFlags.DEFAULT);
    CompletionStage<Void> joined = adapter.join(R, Set.of("s"));
    adapter.leave(R, Set.of("t"));
    adapter.disconnect(R, true);
    wire.appended.complete(null);
    assertThat(rooms.done).isEmpty();
    assertThat(emitted).isNotDone();
    wire.inbox.receive(
        new ClusterEnvelope(
            "b", "/chat", new ClusterMessage.Broadcast(List.of("x"), R, EmitFlags.DEFAULT)),
        "6");
    wire.turns.get(0).accept(Optional.of("7"));
    assertThat(emitted).isCompleted();
    assertThat(joined).isNotDone();
    wire.turns.subList(1, 4).forEach(turn -> turn.accept(Optional.of("8")));
    wire.turns.get(0).accept(Optional.of("9")); // once
    assertThat(joined).isCompleted();
    assertThat(rooms.done)
        .containsExactly(
            "broadcast [x] to [r] at 6",
            "broadcast [e, 1] to [r] at 7",
            "join [s]",
            "leave [t]",
            "disconnect true");
    assertThat(adapter.sessions()).containsSame(wire);
  }

  @Test
  @DisplayName("API-48 ADP-15 an event is done here when it was its turn, wherever else it is yet")
  void doneHere() {
    RoomAdapter adapter = open();
    List<String> here = new ArrayList<>();
    CompletionStage<Void> emitted =
        adapter.broadcast(event("e"), R, EmitFlags.DEFAULT, () -> here.add("first"));
    assertThat(here).isEmpty();
    wire.turns.get(0).accept(Optional.empty()); // the log cannot be read
    assertThat(here).containsExactly("first");
    assertThat(rooms.done).containsExactly("broadcast [e] to [r]");
    assertThat(emitted).isNotDone();
    wire.appended.completeExceptionally(new IllegalStateException("on purpose"));
    assertThat(here).hasSize(1);
  }

  @Test
  @DisplayName("ADP-12 ADP-15 where it cannot be appended it is done here alone, without an offset")
  void failures() {
    RoomAdapter adapter = open();
    wire.thrown = new IllegalStateException("on purpose");
    assertThat(adapter.broadcast(event("e"), R, EmitFlags.DEFAULT)).isCompletedExceptionally();
    wire.thrown = null;
    wire.appended.completeExceptionally(new IllegalStateException("on purpose"));
    assertThat(adapter.join(R, Set.of("s"))).isCompletedExceptionally();
    assertThat(rooms.done).containsExactly("broadcast [e] to [r]", "join [s]");
    wire.thrown = new EncodeException("on purpose");
    assertThatThrownBy(() -> adapter.broadcast(event("e"), R, EmitFlags.DEFAULT))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> adapter.broadcast(event(FakeRooms.UNSENDABLE), R, EmitFlags.DEFAULT))
        .isInstanceOf(EncodeException.class);
    assertThat(rooms.done).hasSize(2);
  }

  @Test
  @DisplayName("ADP-15 what the log refuses because too much waits is done nowhere")
  void refused() {
    RoomAdapter adapter = open();
    wire.thrown = new RejectedExecutionException("on purpose");
    List<String> here = new ArrayList<>();
    assertThat(adapter.broadcast(event("e"), R, EmitFlags.DEFAULT, () -> here.add("done")))
        .isCompletedExceptionally();
    assertThat(adapter.join(R, Set.of("s"))).isCompletedExceptionally();
    assertThat(rooms.done).isEmpty();
    assertThat(here).isEmpty();
  }

  @Test
  @DisplayName("API-48 where nobody may come back nothing waits for the log")
  void off() {
    RoomAdapter adapter = new ClusterAdapter(rooms, "a", wire);
    assertThat(adapter.open()).isCompleted();
    assertThat(adapter.broadcast(event("e"), R, EmitFlags.DEFAULT)).isCompleted();
    assertThat(rooms.done).containsExactly("broadcast [e] to [r]");
    assertThat(wire.turns).isEmpty();
    assertThat(adapter.sessions()).isEmpty();
  }

  private static final StoredSession SESSION =
      new StoredSession(
          "id", "pid", Set.of("id", "r"), Map.of(), Optional.of(new StoredSession.Stay("0", "5")));

  private static ClusterMessage.Broadcast emit(String event, Set<String> to, Set<String> except) {
    return new ClusterMessage.Broadcast(
        List.of(event), new Selection(to, except), EmitFlags.DEFAULT);
  }

  @Test
  @DisplayName("ADP-8 RED-30 a session missed what was for its rooms, as they were at each moment")
  void replay() {
    SessionReplay replay = new SessionReplay(SESSION, 10, 100);
    Selection id = new Selection(Set.of("id"), Set.of());
    assertThat(replay.add("1", emit("all", Set.of(), Set.of()), false, 1)).isTrue();
    replay.add("2", emit("room", Set.of("x", "r"), Set.of("y")), false, 1);
    replay.add("3", emit("except", Set.of(), Set.of("r")), false, 1);
    replay.add("4", emit("other", Set.of("s"), Set.of()), false, 1);
    replay.add("5", new ClusterMessage.SocketsJoin(id, Set.of("before")), false, 1);
    replay.add("6", new ClusterMessage.SocketsJoin(id, Set.of("s")), true, 1);
    replay.add("7", emit("joined", Set.of("s"), Set.of()), true, 1);
    replay.add("8", new ClusterMessage.SocketsLeave(id, Set.of("r", "id")), true, 1);
    replay.add("9", emit("left", Set.of("r"), Set.of()), true, 1);
    replay.add("10", new ClusterMessage.DisconnectSockets(R, true), true, 1); // of whom it is none
    replay.add(
        "11",
        new ClusterMessage.Broadcast(List.of("v"), id, EmitFlags.DEFAULT.asVolatile()),
        true,
        1);
    MissedEvents missed = replay.missed("11").orElseThrow();
    assertThat(missed.events())
        .extracting(MissedEvents.Event::offset)
        .containsExactly("1", "2", "7");
    assertThat(missed.rooms()).containsExactly("id", "s");
    assertThat(missed.last()).isEqualTo("11");
    assertThat(replay.add("12", new ClusterMessage.DisconnectSockets(id, false), true, 1))
        .isFalse();
    assertThat(replay.missed("12")).isEmpty();
  }

  @Test
  @DisplayName("API-46 what is too much is not replayed, nor are changes before the client went")
  void replayBounds() {
    SessionReplay few = new SessionReplay(SESSION, 1, 100);
    assertThat(few.add("1", emit("e", Set.of(), Set.of()), true, 1)).isTrue();
    assertThat(few.add("2", emit("e", Set.of(), Set.of()), true, 1)).isFalse();
    assertThat(few.missed("2")).isEmpty();
    SessionReplay small = new SessionReplay(SESSION, 10, 100);
    assertThat(small.add("1", emit("e", Set.of("s"), Set.of()), true, 1000)).isTrue();
    assertThat(small.add("2", emit("e", Set.of(), Set.of()), true, 101)).isFalse();
    StoredSession ofNode = new StoredSession("id", "pid", Set.of("id"), Map.of(), Optional.empty());
    SessionReplay unknown = new SessionReplay(ofNode, 10, 100);
    unknown.add("1", new ClusterMessage.SocketsJoin(Selection.all(), Set.of("s")), true, 1);
    assertThat(unknown.missed("1").orElseThrow().rooms()).containsExactly("id");
    assertThat(
            unknown.add("2", new ClusterMessage.DisconnectSockets(Selection.all(), true), true, 1))
        .isFalse();
    SessionReplay earlier = new SessionReplay(SESSION, 10, 100);
    assertThat(
            earlier.add("1", new ClusterMessage.DisconnectSockets(Selection.all(), true), false, 1))
        .isTrue();
  }
}
