package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Answers;
import io.roomcast.EventArgs;
import io.roomcast.RemoteSocket;
import io.roomcast.Server;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.testkit.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds on one server already. */
abstract class SingleServerChecks extends AdapterScene {

  /** What applications keep and send. */
  record User(String name, int age) {}

  @Test
  @DisplayName("ADP-4 API-35 an event reaches each of the selected sockets once")
  void selection() {
    Server io = start(1).get(0);
    TestClient a = join(io, "r", "s");
    TestClient b = join(io, "s");
    TestClient c = join(io);
    io.to("r", "s").except(b.id()).emit("e", 1);
    assertThat(a.await("e", Integer.class)).isEqualTo(1);
    io.to(c.id()).emit("private");
    c.await("private");
    assertNothingElse(io, a, b, c);
  }

  @Test
  @DisplayName("API-36 what cannot be encoded is thrown at who emits, and nobody gets it")
  void cannotBeEncoded() {
    Server io = start(1).get(0);
    TestClient a = join(io);
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    assertThatThrownBy(() -> io.emit("e", circular)).isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> io.emitWithAck("e", circular)).isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> io.serverSideEmit("e", circular)).isInstanceOf(EncodeException.class);
    assertNothingElse(io, a);
  }

  @Test
  @DisplayName("ADP-6 API-37 the answers of all are gathered, and at once where nobody is asked")
  void answers() {
    Server io = start(1).get(0);
    TestClient a = join(io, "r");
    TestClient b = join(io, "r");
    CompletableFuture<Answers<EventArgs>> future = io.to("r").emitWithAck("q", "?");
    a.await("q").ack("a");
    b.await("q").ack("b");
    Answers<EventArgs> answers = now(future);
    assertThat(answers.complete()).isTrue();
    assertThat(answers.values())
        .extracting(each -> each.get(0))
        .containsExactlyInAnyOrder("a", "b");
    assertThat(now(io.to("empty").emitWithAck("q"))).isEmpty();
  }

  @Test
  @DisplayName("API-38 when the time is up the answers that came are there, the silent are named")
  void silence() {
    Server io = start(1).get(0);
    TestClient a = join(io);
    TestClient b = join(io);
    Answers<EventArgs> answers =
        inTime(
            1,
            time -> {
              CompletableFuture<Answers<EventArgs>> future = io.timeout(time).emitWithAck("q");
              a.await("q").ack("a");
              return future;
            });
    assertThat(answers.values()).extracting(each -> each.get(0)).containsExactly("a");
    assertThat(answers.silentSockets()).containsExactly(b.id());
    assertThat(answers.silentServers()).isEmpty();
    assertThat(answers.complete()).isFalse();
  }

  @Test
  @DisplayName("API-39 fetched sockets tell who they are, and can be talked to")
  void fetch() {
    Server io = start(1).get(0);
    TestClient a = join(io, "r");
    socket(io, a).data().put("user", new User("ada", 36));
    join(io);
    Answers<RemoteSocket> sockets = now(io.in("r").fetchSockets());
    assertThat(sockets.complete()).isTrue();
    assertThat(sockets.values()).hasSize(1);
    RemoteSocket socket = sockets.values().get(0);
    assertThat(socket.id()).isEqualTo(a.id());
    assertThat(socket.rooms()).containsExactlyInAnyOrder(a.id(), "r");
    assertThat(socket.data("user", User.class)).contains(new User("ada", 36));
    assertThat(socket.socket()).containsSame(socket(io, a));
    socket.emit("e", 1);
    assertThat(a.await("e", Integer.class)).isEqualTo(1);
  }

  @Test
  @DisplayName("API-40 sockets join, leave and are disconnected together, after what was sent")
  void together() {
    Server io = start(1).get(0);
    TestClient a = join(io);
    TestClient b = join(io);
    now(io.to(a.id()).socketsJoin("r"));
    io.to("r").emit("joined");
    a.await("joined");
    now(io.socketsLeave("r"));
    io.to("r").emit("left");
    assertNothingElse(io, a, b);
    io.to(a.id()).emit("bye");
    now(io.to(a.id()).disconnectSockets());
    a.await("bye");
    assertThat(a.awaitDisconnect()).isEqualTo("io server disconnect");
    assertNothingElse(io, b);
  }

  @Test
  @DisplayName(
      "API-41 a server does not hear what it sends to servers, and alone it has no answers")
  void noOtherServers() {
    Server io = start(1).get(0);
    BlockingQueue<List<Object>> heard = new LinkedBlockingQueue<>();
    io.serverSideEvents().on("e", args -> heard.add(args.toList()));
    now(io.serverSideEmit("e", Map.of("a", 1)));
    Answers<EventArgs> answers = now(io.serverSideEmitWithAck("e"));
    assertThat(answers.complete()).isTrue();
    assertThat(answers).isEmpty();
    adapter(0).local().serverSideEvent(Arguments.event("e", "marker"), Optional.empty());
    assertThat(next(heard)).containsExactly("marker");
  }
}
