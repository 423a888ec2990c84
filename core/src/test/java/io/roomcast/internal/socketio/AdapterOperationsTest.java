package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.AckTimeoutException;
import io.roomcast.Answers;
import io.roomcast.EmitResult;
import io.roomcast.EventArgs;
import io.roomcast.RemoteSocket;
import io.roomcast.Socket;
import io.roomcast.SocketClosedException;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes to an adapter, and what becomes of what it gives back. */
class AdapterOperationsTest {
  private final List<String> calls = new ArrayList<>();
  private final CompletableFuture<Replies<Arguments>> acks = new CompletableFuture<>();
  private final CompletableFuture<Replies<SocketDetails>> sockets = new CompletableFuture<>();
  private CompletionStage<Void> told = CompletableFuture.completedStage(null);
  private LocalRooms local;
  private final TestBed server = TestBed.with(options -> options.adapter(Noting::new));
  private final FakeSession client = server.join();
  private final Socket socket = server.socketOf(client);

  record User(String name) {}

  /** Notes what it is asked, and answers as the test says. */
  private final class Noting implements RoomAdapter {
    Noting(LocalRooms half) {
      local = half;
    }

    private <T> CompletionStage<T> note(CompletionStage<T> result, Object... what) {
      calls.add(List.of(what).toString());
      return result;
    }

    @Override
    public LocalRooms local() {
      return local;
    }

    @Override
    public CompletionStage<Void> broadcast(Packet packet, Selection to, EmitFlags flags) {
      return note(
          told,
          "broadcast",
          packet.data(),
          to.rooms(),
          to.except(),
          flags.isVolatile(),
          flags.compress());
    }

    @Override
    public CompletionStage<Replies<Arguments>> broadcastWithAck(
        Packet packet, Selection to, EmitFlags flags, Duration timeout) {
      return note(
          acks,
          "ask",
          packet.data(),
          packet.hasId(),
          to.rooms(),
          flags.isVolatile(),
          flags.compress(),
          timeout);
    }

    @Override
    public CompletionStage<Replies<SocketDetails>> fetchSockets(Selection of, Duration timeout) {
      return note(sockets, "fetch", of.rooms(), timeout);
    }

    @Override
    public CompletionStage<Void> join(Selection who, Set<String> rooms) {
      return note(told, "join", who.rooms(), rooms);
    }

    @Override
    public CompletionStage<Void> leave(Selection who, Set<String> rooms) {
      return note(told, "leave", who.rooms(), rooms);
    }

    @Override
    public CompletionStage<Void> disconnect(Selection who, boolean close) {
      return note(told, "disconnect", who.rooms(), close);
    }

    @Override
    public CompletionStage<Void> serverSideEmit(Arguments event) {
      return note(told, "server", event.toList());
    }

    @Override
    public CompletionStage<Replies<Arguments>> serverSideEmitWithAck(
        Arguments event, Duration timeout) {
      return note(acks, "servers", event.toList(), timeout);
    }
  }

  private Replies<SocketDetails> remote(String id) {
    SocketDetails details =
        new SocketDetails(
            id,
            client.request(),
            local.neutral(Arguments.of(Map.of("token", "t"))),
            Set.of(id, "r"),
            Map.of("user", Map.of("name", "ada")));
    return Replies.complete(List.of(details));
  }

  private RemoteSocket fetched(String id) {
    sockets.complete(remote(id));
    RemoteSocket found = server.io().fetchSockets().join().values().get(0);
    calls.clear();
    return found;
  }

  @Test
  @DisplayName("ADP-1 every operation on many goes to the adapter, with its flags and its time")
  void every_operation() {
    server.io().to("r").except("x").asVolatile().compress(false).emit("e", 1);
    var asked = server.io().to("r").emitWithAck("q");
    var within = server.io().timeout(Duration.ofMillis(7)).compress(false).emitWithAck("q");
    var found = server.io().in("r").fetchSockets();
    var foundWithin = server.io().room("r").timeout(Duration.ofMillis(7)).fetchSockets();
    assertThat(server.io().to("r").socketsJoin("s")).isCompleted();
    assertThat(server.io().room("r").socketsLeave("s")).isCompleted();
    assertThat(server.io().to("r").disconnectSockets(true)).isCompleted();
    assertThat(server.io().serverSideEmit("e", new User("ada"))).isCompleted();
    var servers = server.io().serverSideEmitWithAck("q");
    var serversWithin = server.io().serverSideEmitWithAck(Duration.ofMillis(7), "q", 1);
    assertThat(calls)
        .containsExactly(
            "[broadcast, [e, 1], [r], [x], true, false]",
            "[ask, [q], false, [r], false, true, PT30S]",
            "[ask, [q], false, [], false, false, PT0.007S]",
            "[fetch, [r], PT5S]",
            "[fetch, [r], PT0.007S]",
            "[join, [r], [s]]",
            "[leave, [r], [s]]",
            "[disconnect, [r], true]",
            "[server, [e, {name=ada}]]",
            "[servers, [q], PT5S]",
            "[servers, [q, 1], PT0.007S]");
    assertThat(client.received()).hasSize(1); // the local half was the adapter's to do
    assertThat(List.of(asked, within, found, foundWithin, servers, serversWithin))
        .noneMatch(CompletableFuture::isDone);
  }

  @Test
  @DisplayName("API-36 what is local never reaches the adapter")
  void local_only() {
    server.io().local().emit("e");
    socket.local().emit("not to itself");
    CompletableFuture<Answers<EventArgs>> asked = server.io().local().emitWithAck("q");
    client.text("30[1]");
    assertThat(asked.join().values()).hasSize(1);
    assertThat(server.io().local().fetchSockets().join().values().get(0).socket())
        .containsSame(socket);
    assertThat(server.io().local().socketsJoin("r", "s")).isCompleted();
    assertThat(server.io().local().to("r").socketsLeave("s")).isCompleted();
    assertThat(socket.rooms()).containsExactly(socket.id(), "r");
    assertThat(client.received()).endsWith("2[\"e\"]", "20[\"q\"]");
    assertThat(server.io().to("r").local().disconnectSockets()).isCompleted();
    assertThat(client.received()).last().isEqualTo("1");
    assertThat(calls).isEmpty();
  }

  @Test
  @DisplayName("API-37 API-42 partial answers come with the names of silent sockets and servers")
  void partial() {
    CompletableFuture<Answers<EventArgs>> asked = server.io().emitWithAck("q");
    CompletableFuture<Answers<RemoteSocket>> found = server.io().fetchSockets();
    acks.complete(new Replies<>(List.of(Arguments.of("x")), Set.of("s1"), Set.of("n1")));
    sockets.complete(new Replies<>(remote("y").values(), Set.of(), Set.of("n2")));
    assertThat(asked.join().values().get(0).get(0)).isEqualTo("x");
    assertThat(asked.join().silentSockets()).containsExactly("s1");
    assertThat(asked.join().silentServers()).containsExactly("n1");
    assertThat(asked.join().complete()).isFalse();
    assertThat(found.join().values()).extracting(RemoteSocket::id).containsExactly("y");
    assertThat(found.join().silentServers()).containsExactly("n2");
    assertThat(found.join().complete()).isFalse();
  }

  @Test
  @DisplayName("API-39 a socket of another server: a snapshot of it, and a way to it")
  void remote_socket() {
    RemoteSocket remote = fetched("y");
    assertThat(remote.rooms()).containsExactlyInAnyOrder("y", "r");
    assertThat(remote.data()).isEqualTo(Map.of("user", Map.of("name", "ada")));
    assertThat(remote.data("user", User.class)).contains(new User("ada"));
    assertThat(remote.data("nothing", User.class)).isEmpty();
    assertThat(remote.handshake().auth()).containsEntry("token", "t");
    assertThat(remote.handshake().query()).containsEntry("EIO", "4");
    assertThat(remote.socket()).isEmpty();

    assertThat(remote.emit("e")).isEqualTo(EmitResult.QUEUED);
    assertThat(remote.asVolatile().compress(false).emit("e")).isEqualTo(EmitResult.QUEUED);
    assertThat(remote.join("s")).isCompleted();
    assertThat(remote.leave("s")).isCompleted();
    assertThat(remote.disconnect()).isCompleted();
    CompletableFuture<EventArgs> answer = remote.timeout(Duration.ofSeconds(1)).emitWithAck("q", 1);
    acks.complete(Replies.complete(List.of(Arguments.of("yes"))));
    assertThat(answer.join().get(0)).isEqualTo("yes");
    assertThat(calls)
        .containsExactly(
            "[broadcast, [e], [y], [], false, true]",
            "[broadcast, [e], [y], [], true, false]",
            "[join, [y], [s]]",
            "[leave, [y], [s]]",
            "[disconnect, [y], false]",
            "[ask, [q, 1], false, [y], false, true, PT1S]");
  }

  @Test
  @DisplayName("API-39 one that does not answer, and one that is nowhere any more, are told apart")
  void remote_silence() {
    RemoteSocket remote = fetched("y");
    CompletableFuture<EventArgs> answer = remote.emitWithAck("q");
    acks.complete(new Replies<>(List.of(), Set.of(), Set.of("n1")));
    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(AckTimeoutException.class)
        .hasMessageContaining("30000 ms");
    acks.obtrudeValue(Replies.complete(List.of()));
    assertThatThrownBy(remote.emitWithAck("q")::join)
        .hasCauseInstanceOf(SocketClosedException.class);
  }

  @Test
  @DisplayName("API-39 one of this server is reached directly, and its data is still a snapshot")
  void local_socket() {
    socket.data().put("user", new User("bob"));
    sockets.complete(Replies.complete(local.details(Selection.all())));
    RemoteSocket found = server.io().fetchSockets().join().values().get(0);
    socket.data().put("user", new User("eve"));
    assertThat(found.data("user", User.class)).contains(new User("bob"));
    assertThat(found.rooms()).containsExactly(socket.id());
    assertThat(found.handshake().auth()).isEmpty();
    assertThat(found.socket()).containsSame(socket);
    FakeSession eavesdropper = server.join();
    server.socketOf(eavesdropper).join(socket.id());
    calls.clear();

    assertThat(found.emit("e")).isEqualTo(EmitResult.QUEUED);
    client.writable = false;
    assertThat(found.asVolatile().emit("v")).isEqualTo(EmitResult.DROPPED);
    CompletableFuture<EventArgs> answer = found.emitWithAck("q");
    client.text("30[1]");
    assertThat(answer.join().get(0)).isEqualTo(1L);
    assertThat(client.received()).endsWith("2[\"e\"]", "20[\"q\"]");
    assertThat(eavesdropper.received()).hasSize(1);
    assertThat(calls).isEmpty();
    client.text("1");
    assertThat(found.socket()).isEmpty();
  }

  @Test
  @DisplayName("API-40 a failure of the adapter is told to who holds the stage, and to no one else")
  void failures() {
    told = CompletableFuture.failedStage(new IllegalStateException("no wire"));
    server.io().emit("e");
    assertThatThrownBy(server.io().socketsJoin("r")::join)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(server.io().serverSideEmit("e")::join)
        .hasCauseInstanceOf(IllegalStateException.class);
    CompletableFuture<Answers<EventArgs>> asked = server.io().emitWithAck("q");
    acks.completeExceptionally(new IllegalStateException("no wire"));
    assertThatThrownBy(asked::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName(
      "API-40 an adapter that returns no stage, or one that breaks, fails its own call only")
  void broken_stages() {
    told = nothing();
    server.io().emit("e");
    assertThatThrownBy(server.io().socketsJoin("r")::join)
        .hasCauseInstanceOf(NullPointerException.class);
    told =
        new CompletableFuture<>() {
          @Override
          public CompletableFuture<Void> whenComplete(
              BiConsumer<? super Void, ? super Throwable> action) {
            throw new UnsupportedOperationException("broken");
          }
        };
    server.io().emit("e");
    assertThatThrownBy(server.io().socketsJoin("r")::join)
        .hasCauseInstanceOf(UnsupportedOperationException.class);
    assertThat(calls).hasSize(4);
  }

  @SuppressWarnings("NullAway")
  private static CompletionStage<Void> nothing() {
    return null;
  }

  @Test
  @DisplayName(
      "ADP-7 what an adapter does to sockets they do themselves, with bounds and listeners")
  void through_the_sockets() {
    TestBed strict =
        TestBed.with(
            options -> options.maxRoomsPerSocket(1).adapter(RoomAdapter.Factory.inMemory()));
    Socket one = strict.socketOf(strict.join());
    List<Object> heard = new ArrayList<>();
    one.onDisconnecting(reason -> heard.add(one.rooms()));
    one.onDisconnect(reason -> heard.add(reason));
    assertThat(strict.io().socketsJoin("a", "b")).isCompleted();
    assertThat(one.rooms()).containsExactly(one.id());
    assertThat(strict.io().socketsJoin("a")).isCompleted();
    assertThat(one.rooms()).containsExactly(one.id(), "a");
    assertThat(strict.io().socketsLeave(one.id())).isCompleted();
    assertThat(strict.io().disconnectSockets()).isCompleted();
    assertThat(heard)
        .containsExactly(
            Set.of(one.id(), "a"), io.roomcast.DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
  }

  @Test
  @DisplayName("ADP-1 an adapter can do something later, by the server's clock, or not")
  void later() {
    LocalRooms.Timeout unused =
        local.schedule(Duration.ofSeconds(1), () -> calls.add("after a second"));
    local.schedule(Duration.ofSeconds(1), () -> calls.add("cancelled")).cancel();
    server.timers.advance(Duration.ofMillis(999));
    assertThat(calls).isEmpty();
    server.timers.advance(Duration.ofMillis(1));
    assertThat(calls).containsExactly("after a second");
  }

  @Test
  @DisplayName("ADP-1 an adapter can ask what is here, cheaply")
  void what_is_here() {
    socket.join("r");
    assertThat(local.hasRoom("r")).isTrue();
    assertThat(local.hasRoom("s")).isFalse();
    assertThat(local.hasRoom(socket.id())).isTrue();
    assertThat(local.hasSocket(socket.id())).isTrue();
    assertThat(local.hasSocket("r")).isFalse();
    Arguments plain = local.neutral(Arguments.of(new User("ada"), new byte[] {1}, null, 7));
    assertThat(plain.get(0)).isEqualTo(Map.of("name", "ada"));
    assertThat((byte[]) plain.get(1)).containsExactly(1);
    assertThat(plain.get(2)).isNull();
    assertThat(plain.get(3)).isEqualTo(7L);
    assertThat(plain.get(0, User.class)).isEqualTo(new User("ada"));
    assertThat(local.neutral(Arguments.none()).size()).isZero();
  }

  @Test
  @DisplayName("API-36 what the codec writes but would not read is refused to who emits")
  void neither_written_nor_read() {
    for (Number number :
        List.of(BigInteger.TEN.pow(1_100), new BigDecimal("1e1100"), new BigDecimal("1e999999"))) {
      assertThatThrownBy(() -> local.neutral(Arguments.of(number)))
          .isInstanceOf(EncodeException.class)
          .hasMessageStartingWith("what was written could not be read: ");
    }
    Number largest = new BigDecimal("1e1099");
    assertThat(local.neutral(Arguments.of(largest)).get(0)).isEqualTo(largest);
  }
}
