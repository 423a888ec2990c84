package io.roomcast.spi.adapter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastClientCount;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastWithAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.DisconnectSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSockets;
import io.roomcast.spi.adapter.cluster.ClusterMessage.FetchSocketsResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Presence;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmit;
import io.roomcast.spi.adapter.cluster.ClusterMessage.ServerSideEmitResponse;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsJoin;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsLeave;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The adapter of a server of a cluster")
class ClusterAdapterTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Selection R = new Selection(Set.of("r"), Set.of());

  private final FakeRooms rooms = new FakeRooms();
  private final FakeWire wire = new FakeWire();

  private ClusterAdapter open() {
    ClusterAdapter adapter = new ClusterAdapter(rooms, "a", wire);
    assertThat(adapter.open()).isCompleted();
    return adapter;
  }

  private static Packet event(Object... values) {
    return Packet.of(PacketType.EVENT, "/chat", Arguments.of(values));
  }

  private static <T> Replies<T> now(CompletionStage<Replies<T>> stage) {
    assertThat(stage).isCompleted();
    return stage.toCompletableFuture().join();
  }

  @Test
  @DisplayName("ADP-12 an operation is published, and done on this server right after")
  void operations() {
    ClusterAdapter adapter = openNamed("b");
    wire.outcome = new CompletableFuture<>(); // no confirmation is waited for
    assertThat(adapter.broadcast(event("e", 1L), R, EmitFlags.DEFAULT)).isNotDone();
    assertThat(adapter.join(R, Set.of("s"))).isNotDone();
    assertThat(adapter.leave(R, Set.of("s"))).isNotDone();
    assertThat(adapter.disconnect(R, true)).isNotDone();
    assertThat(adapter.serverSideEmit(Arguments.of("x"))).isNotDone();
    assertThat(wire.published)
        .containsExactly(
            new Broadcast(List.of("e", 1L), R, EmitFlags.DEFAULT),
            new SocketsJoin(R, Set.of("s")),
            new SocketsLeave(R, Set.of("s")),
            new DisconnectSockets(R, true),
            new ServerSideEmit(Optional.empty(), List.of("x")));
    assertThat(rooms.done)
        .containsExactly("broadcast [e, 1] to [r]", "join [s]", "leave [s]", "disconnect true");
  }

  private ClusterAdapter openNamed(String... others) {
    wire.named(others);
    return open();
  }

  @Test
  @DisplayName("ADP-12 where publishing fails, it is done on this server, and the stage fails")
  void publishing_fails() {
    ClusterAdapter adapter = openNamed("b");
    wire.outcome = CompletableFuture.failedStage(new IllegalStateException("on purpose"));
    assertThat(adapter.broadcast(event("e"), R, EmitFlags.DEFAULT)).isCompletedExceptionally();
    assertThat(adapter.join(R, Set.of("s"))).isCompletedExceptionally();
    assertThat(rooms.done).containsExactly("broadcast [e] to [r]", "join [s]");
    Replies<?> fetched = now(adapter.fetchSockets(R, LONG));
    assertThat(fetched.silentServers()).containsExactly("b");
  }

  @Test
  @DisplayName("API-36 what cannot be encoded is thrown, and nobody gets it")
  void cannot_be_encoded() {
    ClusterAdapter adapter = openNamed("b");
    Packet bad = event("e", FakeRooms.UNSENDABLE);
    assertThatThrownBy(() -> adapter.broadcast(bad, R, EmitFlags.DEFAULT))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> adapter.broadcastWithAck(bad, R, EmitFlags.DEFAULT, LONG))
        .isInstanceOf(EncodeException.class);
    assertThat(wire.published).isEmpty();
    assertThat(rooms.done).isEmpty();
    assertThat(rooms.timers.pending()).isZero();
  }

  @Test
  @DisplayName("ADP-11 what other servers want is done; own echoes and other namespaces are not")
  void arrivals() {
    ClusterAdapter adapter = openNamed("b");
    wire.arrive("b", new Broadcast(List.of("e"), R, EmitFlags.DEFAULT));
    wire.arrive("b", new Broadcast(List.of("e"), other("nobody's"), EmitFlags.DEFAULT));
    wire.arrive("b", new SocketsJoin(R, Set.of("s")));
    wire.arrive("b", new SocketsLeave(R, Set.of("s")));
    wire.arrive("b", new DisconnectSockets(R, false));
    wire.arrive("emitter", new ServerSideEmit(Optional.empty(), List.of("x")));
    wire.arrive("a", new SocketsJoin(R, Set.of("own echo")));
    assertThat(adapter.ignoredMessages()).isZero();
    wire.inbox.receive(
        new ClusterEnvelope("b", "/other", new SocketsJoin(R, Set.of("another namespace"))));
    assertThat(rooms.done)
        .containsExactly(
            "broadcast [e] to [r]", "join [s]", "leave [s]", "disconnect false", "server side [x]");
    assertThat(adapter.ignoredMessages()).isEqualTo(1);
  }

  private static Selection other(String room) {
    return new Selection(Set.of(room), Set.of());
  }

  @Test
  @DisplayName("RED-33 what is malformed or refused is counted, and disturbs nothing")
  void malformed() {
    ClusterAdapter adapter = openNamed("b");
    wire.inbox.receive(
        "garbage",
        text -> {
          throw new DecodeException("on purpose");
        });
    wire.inbox.receive("fine", text -> new ClusterEnvelope("b", "/chat", Presence.HEARTBEAT));
    CompletionStage<Replies<Arguments>> answers =
        adapter.serverSideEmitWithAck(Arguments.of("q"), LONG);
    wire.arrive(
        "b", new ServerSideEmitResponse(wire.lastRequestId(), List.of(FakeRooms.UNSENDABLE)));
    assertThat(adapter.ignoredMessages()).isEqualTo(2);
    assertThat(answers).isNotDone();
    wire.arrive("b", new SocketsJoin(R, Set.of("s")));
    assertThat(rooms.done).containsExactly("join [s]");
  }

  @Test
  @DisplayName("ADP-13 the answers of the clients of all servers are gathered")
  void broadcast_with_ack() {
    ClusterAdapter adapter = openNamed("b", "c");
    CompletionStage<Replies<Arguments>> answers =
        adapter.broadcastWithAck(event("q"), R, EmitFlags.DEFAULT, LONG);
    String id = wire.lastRequestId();
    assertThat(id).matches("[0-9a-f]{16}");
    rooms.asked.get(0).expected(Set.of("s1"));
    rooms.asked.get(0).answered("s1", Arguments.of("1"));
    wire.arrive("c", new BroadcastAck(id, List.of("early")));
    wire.arrive("b", new BroadcastClientCount(id, 0));
    wire.arrive("c", new BroadcastClientCount(id, 1));
    assertThat(now(answers).values()).extracting(each -> each.get(0)).containsExactly("1", "early");
    assertThat(now(answers).silentServers()).isEmpty();
    assertThat(rooms.timers.pending()).isZero();
    wire.arrive("c", new BroadcastAck(id, List.of("after the end")));
    assertThat(adapter.ignoredMessages()).isZero();
  }

  @Test
  @DisplayName("ADP-13 a question of another server is answered with a count and each answer")
  void asked() {
    ClusterAdapter unused = openNamed("b");
    wire.arrive(
        "b", new BroadcastWithAck("id", Duration.ofMillis(7), List.of("q"), R, EmitFlags.DEFAULT));
    assertThat(rooms.done).containsExactly("ask [q] within PT0.007S");
    rooms.asked.get(0).expected(Set.of("s1", "s2"));
    rooms.asked.get(0).answered("s1", Arguments.of("1", "dropped on the wire"));
    rooms.asked.get(0).silent("s2");
    assertThat(wire.responses)
        .containsExactly("b {requestId=id, clientCount=2}", "b {requestId=id, packet=1}");
  }

  @Test
  @DisplayName("ADP-14 sockets are fetched from all servers, and the late are named in time")
  void fetch() {
    ClusterAdapter adapter = openNamed("b", "c");
    CompletionStage<?> early = adapter.fetchSockets(R, Duration.ofSeconds(1));
    wire.arrive("b", new FetchSocketsResponse(wire.lastRequestId(), List.of()));
    rooms.timers.advance(Duration.ofMillis(999));
    assertThat(early).isNotDone();
    String id = wire.lastRequestId();
    rooms.timers.advance(Duration.ofMillis(1));
    assertThat(((Replies<?>) early.toCompletableFuture().join()).silentServers())
        .containsExactly("c");
    wire.arrive("c", new FetchSocketsResponse(id, List.of())); // after the timeout
    assertThat(rooms.timers.pending()).isZero();
    wire.arrive("b", new FetchSockets(R, "theirs"));
    assertThat(wire.responses).containsExactly("b {requestId=theirs, sockets=[]}");
  }

  @Test
  @DisplayName("ADP-14 each other server answers an event for servers once")
  void server_side_emit() {
    ClusterAdapter adapter = openNamed("b");
    CompletionStage<Replies<Arguments>> answers =
        adapter.serverSideEmitWithAck(Arguments.of("q"), LONG);
    wire.arrive("b", new ServerSideEmitResponse(wire.lastRequestId(), List.of(5L)));
    wire.arrive("b", new ServerSideEmitResponse(wire.lastRequestId(), List.of(6L)));
    assertThat(now(answers).values()).extracting(each -> each.get(0)).containsExactly(5L);
    wire.arrive("b", new ServerSideEmit(Optional.of("theirs"), List.of("x")));
    rooms.serverSide.get(0).accept(Arguments.none());
    assertThat(wire.responses).containsExactly("b {requestId=theirs}");
  }

  @Test
  @DisplayName("ADP-14 the servers may be counted after they have answered, or not at all")
  void counted_late() {
    CompletableFuture<Peers> count = new CompletableFuture<>();
    wire.membership = Optional.of(() -> count);
    ClusterAdapter adapter = open();
    CompletionStage<Replies<Arguments>> first =
        adapter.serverSideEmitWithAck(Arguments.of("q"), LONG);
    wire.arrive("b", new ServerSideEmitResponse(wire.lastRequestId(), List.of(1L)));
    assertThat(first).isNotDone();
    count.complete(new Peers.Counted(1));
    assertThat(now(first).silentServers()).isEmpty();

    wire.membership = Optional.empty();
    CompletableFuture<Peers> none = CompletableFuture.failedFuture(new RuntimeException("lost"));
    wire.membership = Optional.of(() -> none);
    ClusterAdapter blind = new ClusterAdapter(rooms, "d", wire);
    assertThat(now(blind.serverSideEmitWithAck(Arguments.of("q"), LONG)).silentServers())
        .hasSize(1);
    assertThat(blind.serverCount()).isCompletedExceptionally();
  }

  @Test
  @DisplayName("ADP-16 a counted server that leaves while it is asked is counted no more")
  void counted_server_leaves() {
    int[] others = {2};
    wire.membership =
        Optional.of(() -> CompletableFuture.completedStage(new Peers.Counted(others[0])));
    ClusterAdapter adapter = open();
    CompletionStage<Replies<Arguments>> answers =
        adapter.serverSideEmitWithAck(Arguments.of("q"), LONG);
    wire.arrive("b", new ServerSideEmitResponse(wire.lastRequestId(), List.of(1L)));
    assertThat(answers).isNotDone();
    others[0] = 1;
    wire.arrive("c", Presence.ADAPTER_CLOSE);
    assertThat(now(answers).silentServers()).containsExactly("c");
    assertThat(adapter.serverCount()).isCompletedWithValue(2);
  }

  @Test
  @DisplayName("API-42 a close ends what is under way with what has come, and tells the others")
  void close() {
    ClusterAdapter adapter = openNamed("b");
    CompletionStage<Replies<Arguments>> answers =
        adapter.serverSideEmitWithAck(Arguments.of("q"), LONG);
    assertThat(adapter.close()).isCompleted();
    assertThat(now(answers).silentServers()).containsExactly("b");
    assertThat(wire.published).last().isEqualTo(Presence.ADAPTER_CLOSE);
    assertThat(wire.closed).isTrue();
    assertThat(rooms.timers.pending()).isZero();
    assertThat(now(adapter.fetchSockets(R, LONG)).values()).isEmpty();
  }

  @Test
  @DisplayName("says no farewell where it was never opened")
  void closed_unopened() {
    wire.named("b");
    assertThat(new ClusterAdapter(rooms, "a", wire).close()).isCompleted();
    assertThat(wire.published).isEmpty();
    assertThat(wire.closed).isTrue();
  }

  @Test
  @DisplayName("refuses more questions than it can keep")
  void bounded() {
    ClusterAdapter adapter = openNamed("b");
    for (int i = 0; i < 10_000; i++) {
      CompletionStage<?> unused = adapter.fetchSockets(R, LONG);
    }
    assertThatThrownBy(adapter.fetchSockets(R, LONG).toCompletableFuture()::join)
        .hasCauseInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("10000 questions of the namespace /chat");
    assertThat(wire.published).hasSize(10_000);
    rooms.timers.advance(LONG);
    assertThat(adapter.fetchSockets(R, LONG)).isNotDone();
    assertThat(rooms.timers.pending()).isEqualTo(1);
  }

  @Test
  @DisplayName("API-42 one that is closed before its opening has completed stays closed")
  void closed_while_opening() {
    CompletableFuture<Void> opening = new CompletableFuture<>();
    wire.opening = opening;
    ClusterAdapter adapter = new ClusterAdapter(rooms, "a", wire);
    CompletionStage<Void> opened = adapter.open();
    assertThat(adapter.close()).isCompleted();
    opening.complete(null);
    assertThat(opened).isCompleted();
    rooms.timers.advance(LONG);
    assertThat(wire.published).containsExactly(Presence.ADAPTER_CLOSE);
    assertThat(rooms.timers.pending()).isZero();
  }

  @Test
  @DisplayName(
      "API-42 nothing is sent after a close; this server's sockets are reached all the same")
  void closed() {
    ClusterAdapter adapter = openNamed("b");
    assertThat(adapter.close()).isCompleted();
    assertThat(adapter.broadcast(event("e"), R, EmitFlags.DEFAULT)).isCompletedExceptionally();
    assertThat(adapter.serverSideEmit(Arguments.of("e"))).isCompletedExceptionally();
    wire.arrive("b", new FetchSockets(R, "theirs"));
    assertThat(wire.published).containsExactly(Presence.ADAPTER_CLOSE);
    assertThat(wire.responses).isEmpty();
    assertThat(rooms.done).containsExactly("broadcast [e] to [r]");
  }

  @Test
  @DisplayName("ADP-14 what other servers ask of sockets is answered when the local half has it")
  void fetched_later() {
    ClusterAdapter adapter = openNamed("b");
    CompletableFuture<List<SocketDetails>> later = new CompletableFuture<>();
    rooms.forServers = later;
    wire.arrive("b", new FetchSockets(R, "theirs"));
    wire.arrive("b", new SocketsJoin(R, Set.of("s")));
    assertThat(rooms.done).containsExactly("join [s]");
    assertThat(wire.responses).isEmpty();
    later.complete(List.of());
    assertThat(wire.responses).containsExactly("b {requestId=theirs, sockets=[]}");
    rooms.forServers = CompletableFuture.failedStage(new RejectedExecutionException("full"));
    wire.arrive("b", new FetchSockets(R, "theirs"));
    assertThat(wire.responses).hasSize(1);
    assertThat(adapter.ignoredMessages()).isZero();
  }

  @Test
  @DisplayName("ADP-13 ADP-14 an answer that the wire cannot carry is nobody's fault but ours")
  void cannot_answer() {
    ClusterAdapter adapter = openNamed("b");
    wire.arrive("b", new BroadcastWithAck("id", LONG, List.of("q"), R, EmitFlags.DEFAULT));
    wire.arrive("b", new ServerSideEmit(Optional.of("id"), List.of("q")));
    wire.tooSmall = true;
    rooms.asked.get(0).expected(Set.of("s"));
    rooms.asked.get(0).answered("s", Arguments.of("large"));
    rooms.serverSide.get(0).accept(Arguments.of("large"));
    wire.arrive("b", new FetchSockets(R, "id"));
    assertThat(adapter.ignoredMessages()).isZero();
    wire.tooSmall = false;
    rooms.asked.get(0).answered("s", Arguments.of("small"));
    assertThat(wire.responses).containsExactly("b {requestId=id, packet=small}");
  }

  @Test
  @DisplayName("ADP-11 an emitter asks nothing and answers nothing")
  void emitter() {
    ClusterAdapter adapter = openNamed("b");
    CompletionStage<?> asked = adapter.serverSideEmitWithAck(Arguments.of("q"), LONG);
    wire.arrive("emitter", new ServerSideEmitResponse(wire.lastRequestId(), List.of(1L)));
    wire.arrive("emitter", new FetchSockets(R, "id"));
    wire.arrive("emitter", new ServerSideEmit(Optional.of("id"), List.of("q")));
    wire.arrive("emitter", new BroadcastWithAck("id", LONG, List.of("q"), R, EmitFlags.DEFAULT));
    assertThat(asked).isNotDone();
    assertThat(rooms.done).isEmpty();
    assertThat(wire.responses).isEmpty();
    assertThat(adapter.ignoredMessages()).isEqualTo(4);
  }

  @Test
  @DisplayName("ADP-16 a farewell has the servers counted once, however many questions there are")
  void counted_once() {
    int[] counts = {0};
    wire.membership =
        Optional.of(
            () -> {
              counts[0]++;
              return CompletableFuture.completedStage(new Peers.Counted(2));
            });
    ClusterAdapter adapter = open();
    wire.arrive("c", Presence.ADAPTER_CLOSE);
    assertThat(counts[0]).as("nobody asks").isZero();
    for (int i = 0; i < 10; i++) {
      CompletionStage<?> fetch = adapter.fetchSockets(R, LONG);
      CompletionStage<?> event = adapter.serverSideEmitWithAck(Arguments.of("q"), LONG);
      assertThat(List.of(fetch, event)).noneMatch(each -> each.toCompletableFuture().isDone());
    }
    wire.arrive("c", Presence.ADAPTER_CLOSE);
    assertThat(counts[0]).isEqualTo(21);
  }
}
