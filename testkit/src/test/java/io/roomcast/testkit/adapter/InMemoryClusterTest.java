package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Answers;
import io.roomcast.EventArgs;
import io.roomcast.Server;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The in-memory cluster")
class InMemoryClusterTest extends AdapterCompatibilityKit {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private final InMemoryCluster cluster = new InMemoryCluster();

  @Override
  protected List<RoomAdapter.Factory> createAdapters(int count) {
    return NAMES.stream().limit(count).map(cluster::server).toList();
  }

  @Override
  protected void cutOff(int server) {
    cluster.cutOff(NAMES.get(server));
  }

  @Override
  protected boolean recoversOnAnyServer() {
    return true;
  }

  @Test
  @DisplayName("ADP-16 a server that stops while it is asked is not waited for, and is named")
  void leavesWhileAsked() throws InterruptedException {
    List<Server> io = start(2);
    CountDownLatch asked = new CountDownLatch(1);
    io.get(1).serverSideEvents().on("q", args -> asked.countDown());
    CompletableFuture<Answers<EventArgs>> future =
        io.get(0).serverSideEmitWithAck(Duration.ofMinutes(10), "q");
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(future).isNotDone();
    io.get(1).stop(Duration.ZERO).join();
    assertThat(now(future).silentServers()).containsExactly("b");
  }

  @Test
  @DisplayName("ADP-13 a server that stops while its client is asked is named with what it owes")
  void leavesWhileItsClientIsAsked() {
    List<Server> io = start(3);
    TestClient b = join(io.get(1));
    TestClient c = join(io.get(2));
    CompletableFuture<Answers<EventArgs>> future =
        io.get(0).timeout(Duration.ofMinutes(10)).emitWithAck("q");
    b.await("q");
    c.await("q").ack();
    io.get(1).stop(Duration.ZERO).join();
    Answers<EventArgs> answers = now(future);
    assertThat(answers.values()).hasSize(1);
    assertThat(answers.complete()).isFalse();
    assertThat(answers.silentServers().size() + answers.silentSockets().size()).isPositive();
  }

  @Test
  @DisplayName("API-36 local stays on this server")
  void local() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1));
    io.get(0).local().emit("e");
    a.await("e");
    CompletableFuture<Answers<EventArgs>> future = io.get(0).local().emitWithAck("q");
    a.await("q").ack(1);
    assertThat(now(future)).hasSize(1);
    assertThat(now(io.get(0).local().fetchSockets())).hasSize(1);
    assertNothingElse(io.get(0), a, b);
    now(io.get(0).local().disconnectSockets());
    assertThat(a.awaitDisconnect()).isEqualTo("io server disconnect");
    assertNothingElse(io.get(0), b);
  }

  @Test
  @DisplayName("is joined again by a server that was cut off")
  void restored() {
    List<Server> io = start(2);
    TestClient b = join(io.get(1));
    cluster.cutOff("b");
    io.get(0).emit("lost");
    cluster.restore("b");
    io.get(0).emit("found");
    b.await("found");
    assertThat(b.pending()).isEmpty();
  }
}
