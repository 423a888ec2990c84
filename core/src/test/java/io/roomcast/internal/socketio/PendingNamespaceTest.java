package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.FakeSession.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ParentNamespace;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens while it is asked, or awaited, whether there is such a namespace. */
class PendingNamespaceTest {
  private final TestBed server = new TestBed();
  private final Namespaces io = server.namespaces;
  private final List<String> log = new ArrayList<>();

  private ParentNamespace parent(String pattern) {
    return io.of(Pattern.compile(pattern), parent -> {});
  }

  private ParentNamespace pending(CompletableFuture<Boolean> verdict) {
    return io.ofAsync((name, handshake) -> verdict, parent -> {});
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2/x,[\"e\",1]",
        "3/x,0[]",
        "1/x,",
        "51-/x,[\"e\",{\"_placeholder\":true,\"num\":0}]"
      })
  @DisplayName("SIO-24 what is sent while a predicate is pending closes the connection, unheard")
  void packet_while_pending(String packet) {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    ParentNamespace parent = pending(verdict);
    parent.use(socket -> log.add("middleware"));
    FakeSession client = server.connect().text("0/x,", packet);
    if (packet.startsWith("5")) {
      client.binary((byte) 1);
    }

    assertThat(client.closing).isTrue();
    verdict.complete(true);
    assertThat(log).isEmpty();
    assertThat(parent.sockets()).isEmpty();
    assertThat(server.timers.pending()).isZero();
    assertThat(server.clients.live().count()).isZero();
  }

  @Test
  @DisplayName("SIO-23 a second connect while a predicate is pending closes the connection")
  void connect_twice_while_pending() {
    pending(new CompletableFuture<>());
    FakeSession client = server.connect().text("0/x,", "0/x,");
    assertThat(client.closing).isTrue();
    assertThat(client.received()).isEmpty();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("SIO-23 and so does one while the middleware of a new child is pending")
  void connect_twice_while_the_child_decides() {
    ParentNamespace parent = parent("^/x");
    parent.useAsync(socket -> new CompletableFuture<>());
    assertThat(server.connect().text("0/x,", "0/x,").closing).isTrue();
    assertThat(server.connect().text("0/x,", "2/x,[\"e\"]").closing).isTrue();
    assertThat(parent.sockets()).isEmpty();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName(
      "SIO-24 after a disconnect by the server nothing is heard while a predicate is asked again")
  void crossing_packets_end_with_the_next_connect() {
    TestBed tidy = TestBed.with(options -> options.cleanupEmptyChildNamespaces(true));
    List<CompletableFuture<Boolean>> verdicts =
        new ArrayList<>(
            List.of(CompletableFuture.completedFuture(true), new CompletableFuture<>()));
    ParentNamespace parent =
        tidy.namespaces.ofAsync((name, handshake) -> verdicts.remove(0), p -> {});
    FakeSession client = tidy.connect().text("0/x,");
    parent.disconnectSockets().join();
    client.text("2/x,[\"e\"]"); // crossed the disconnect
    assertThat(client.closing).isFalse();
    client.text("0/x,", "2/x,[\"e\"]");
    assertThat(client.closing).isTrue();
  }

  @Test
  @DisplayName("SIO-21 a predicate that never answers is bounded by the time of a join")
  void predicate_that_never_answers() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    ParentNamespace parent = pending(verdict);
    FakeSession client = server.connect().text("0", "0/x,");
    server.timers.advance(Duration.ofSeconds(44));
    assertThat(client.received()).hasSize(1);
    server.timers.advance(Duration.ofSeconds(1));
    assertThat(client.received()).hasSize(2).last().isEqualTo(refused("/x", "timeout"));
    assertThat(client.closing).isFalse();

    client.text("0/x,"); // it may try again
    verdict.complete(true);
    assertThat(client.isIn("/x")).isTrue();
    assertThat(client.received()).hasSize(3);
    assertThat(parent.sockets()).hasSize(1);
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName(
      "SIO-21 who has asked for a namespace is given the time of a join once more, no longer")
  void idler_with_a_pending_predicate() {
    pending(new CompletableFuture<>());
    FakeSession client = server.connect();
    server.timers.advance(Duration.ofSeconds(30));
    client.text("0/x,");
    server.timers.advance(Duration.ofSeconds(15));
    assertThat(client.closing).isFalse();
    server.timers.advance(Duration.ofSeconds(30));
    assertThat(client.received()).containsExactly(refused("/x", "timeout"));
    server.timers.advance(Duration.ofSeconds(15));
    assertThat(client.closing).isTrue();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-14 who goes while a predicate is pending is never connected, whatever it says")
  void gone_while_pending() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    ParentNamespace parent = pending(verdict);
    parent.use(socket -> log.add("middleware"));
    FakeSession client = server.connect().text("0/x,");
    client.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(server.timers.pending()).isZero();
    verdict.complete(true);

    assertThat(log).isEmpty();
    assertThat(parent.children()).isEmpty();
    assertThat(client.received()).isEmpty();
  }

  @Test
  @DisplayName("API-14 who goes just as the namespace is found leaves nothing behind")
  void gone_while_found() {
    ByHand executor = new ByHand();
    TestBed slow = new TestBed(executor, options -> options.cleanupEmptyChildNamespaces(true));
    ParentNamespace parent = slow.namespaces.of((name, handshake) -> true, p -> {});
    FakeSession client = slow.connect();
    slow.namespaces.onNewNamespace(made -> client.end(CloseReason.TRANSPORT_CLOSE));
    client.text("0/x,");
    executor.runAll();

    assertThat(client.received()).isEmpty();
    assertThat(parent.children()).isEmpty();
    assertThat(slow.timers.pending()).isZero();
    assertThat(slow.clients.live().count()).isZero();
  }

  @Test
  @DisplayName("SIO-19 pending questions count among the namespaces that a client may ask for")
  void too_many_questions() {
    TestBed strict = TestBed.with(options -> options.maxNamespacesPerClient(2));
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    strict.namespaces.ofAsync((name, handshake) -> verdict, p -> {});
    FakeSession patient = strict.connect().text("0/a,", "0/b,");
    FakeSession greedy = strict.connect().text("0/a,", "0/b,", "0/c,");
    assertThat(patient.closing).isFalse();
    assertThat(greedy.closing).isTrue();

    verdict.complete(false);
    assertThat(patient.received()).hasSize(2);
    assertThat(patient.text("0/a,", "0/b,", "0/c,").closing).isFalse(); // refused at once
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "API-9 nobody joins before the adapter of the namespace is open, or has failed to be")
  void adapter_that_opens_later(boolean succeeds) {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    TestBed bed =
        TestBed.with(
            options ->
                options.adapter(
                    local ->
                        new RoomAdapter() {
                          @Override
                          public LocalRooms local() {
                            return local;
                          }

                          @Override
                          public CompletionStage<Void> open() {
                            return local.namespace().equals("/")
                                ? CompletableFuture.completedStage(null)
                                : opened;
                          }
                        }));
    bed.namespaces.of(Pattern.compile("^/dynamic"), p -> {});
    bed.of("/static");
    FakeSession client = bed.connect().text("0", "0/dynamic,", "0/static,");
    assertThat(client.received()).hasSize(1);
    if (succeeds) {
      opened.complete(null);
    } else {
      opened.completeExceptionally(new IllegalStateException("no redis"));
    }
    assertThat(client.isIn("/dynamic")).isTrue();
    assertThat(client.isIn("/static")).isTrue();
    assertThat(bed.timers.pending()).isZero();
  }
}
