package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Namespace;
import io.roomcast.ParentNamespace;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Children of a parent that go when nobody is in them any more. */
class NamespaceCleanupTest {
  private final List<String> log = new ArrayList<>();
  private Runnable whileOpening = () -> {};
  private Runnable whileClosing = () -> {};
  private CompletableFuture<Void> opened = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);

  private RoomAdapter adapter(LocalRooms local) {
    log.add("open " + local.namespace());
    if (local.namespace().equals("/x")) {
      whileOpening.run();
    }
    return new RoomAdapter() {
      @Override
      public LocalRooms local() {
        return local;
      }

      @Override
      public CompletionStage<Void> open() {
        return local.namespace().equals("/x") ? opened : CompletableFuture.completedFuture(null);
      }

      @Override
      public CompletionStage<Void> close() {
        Runnable meanwhile = whileClosing;
        whileClosing = () -> {};
        meanwhile.run();
        log.add("close " + local.namespace());
        return closed;
      }
    };
  }

  private TestBed bed(Executor executor) {
    TestBed bed =
        new TestBed(
            executor, options -> options.cleanupEmptyChildNamespaces(true).adapter(this::adapter));
    log.clear();
    return bed;
  }

  private final TestBed server = bed(Runnable::run);
  private final ParentNamespace parent = parentOf(server);

  private static ParentNamespace parentOf(TestBed bed) {
    return bed.namespaces.of(Pattern.compile("^/x"), p -> {});
  }

  @Test
  @DisplayName("API-11 by default an empty child stays")
  void stays_by_default() {
    TestBed bed = new TestBed();
    ParentNamespace lasting = parentOf(bed);
    bed.connect().text("0/x,", "1/x,");
    assertThat(lasting.children()).hasSize(1);
    assertThat(bed.namespaces.all()).hasSize(2);
  }

  @Test
  @DisplayName("API-11 when its last client leaves, a child goes with its adapter, and comes back")
  void goes_with_the_last() {
    FakeSession first = server.connect().text("0/x,");
    FakeSession second = server.connect().text("0/x,");
    first.text("1/x,");
    assertThat(parent.children()).hasSize(1);
    assertThat(log).containsExactly("open /x");

    second.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(parent.children()).isEmpty();
    assertThat(server.namespaces.all()).hasSize(1);
    assertThat(log).containsExactly("open /x", "close /x");

    first.text("0/x,");
    assertThat(parent.sockets()).hasSize(1);
    assertThat(log).containsExactly("open /x", "close /x", "open /x");
    parent.disconnectSockets().join();
    assertThat(parent.children()).isEmpty();
  }

  @Test
  @DisplayName("API-11 a child goes too when the client that brought it about is refused")
  void goes_with_who_is_refused() {
    parent.use(
        socket -> {
          throw new ConnectionRefusedException("no");
        });
    FakeSession client = server.connect().text("0/x,");
    assertThat(client.received()).containsExactly("4/x,{\"message\":\"no\"}");
    assertThat(parent.children()).isEmpty();
    assertThat(log).containsExactly("open /x", "close /x");
  }

  @Test
  @DisplayName("API-11 while a middleware is at work the child is not empty")
  void not_while_somebody_joins() {
    List<CompletableFuture<Void>> verdicts = new ArrayList<>();
    parent.useAsync(
        socket -> {
          verdicts.add(new CompletableFuture<>());
          return verdicts.get(verdicts.size() - 1);
        });
    FakeSession first = server.connect().text("0/x,");
    verdicts.get(0).complete(null);
    FakeSession joining = server.connect().text("0/x,");
    first.text("1/x,");
    assertThat(parent.children()).hasSize(1);
    joining.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(parent.children()).isEmpty();
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @DisplayName("API-11 listeners of a disconnection still find the child and its adapter")
  void after_the_last_listener() {
    parent.onConnection(
        socket ->
            socket.onDisconnect(
                reason -> log.add("disconnect of " + parent.children().size() + " child")));
    server.connect().text("0/x,", "1/x,");
    assertThat(log).containsExactly("open /x", "disconnect of 1 child", "close /x");
  }

  @Test
  @DisplayName("API-11 static namespaces stay, and so do children that were asked for by name")
  void named_ones_stay() {
    Namespace own = server.of("/own");
    server.connect().text("0/x1,", "0/x2,", "0/own,", "0");
    Namespace asked = server.of("/x1");
    Namespace made = server.of("/x3");
    server.io().disconnectSockets(true).join();

    assertThat(server.namespaces.all()).containsExactlyInAnyOrder(server.io(), own, asked, made);
    assertThat(parent.children()).containsExactlyInAnyOrder(asked, made);
    assertThat(log).containsOnlyOnce("close /x2").doesNotContain("close /x1", "close /own");
    assertThat(server.of("/x1")).isSameAs(asked);
  }

  @Test
  @DisplayName("API-11 who joins before an empty child has been taken away keeps it")
  void joined_before_it_is_taken_away() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor);
    ParentNamespace dynamic = parentOf(slow);
    FakeSession first = slow.connect().text("0/x,");
    FakeSession second = slow.connect();
    executor.runAll();
    Namespace child = dynamic.children().iterator().next();
    parentJoinsBetween(executor, first, second);

    assertThat(dynamic.children()).containsExactly(child);
    assertThat(child.size()).isOne();
    assertThat(log).containsExactly("open /x");
    second.text("1/x,");
    executor.runAll();
    assertThat(dynamic.children()).isEmpty();
  }

  /** The first leaves; when its child is about to be taken away, the second joins. */
  private static void parentJoinsBetween(ByHand executor, FakeSession first, FakeSession second) {
    first.text("1/x,");
    executor.runOne(); // the listeners of the disconnection, and what they leave to be done
    assertThat(executor.waiting()).isOne();
    second.text("0/x,");
    executor.runAll();
  }

  @Test
  @DisplayName("API-11 who joins while a child is being taken away gets a new one")
  void joined_while_it_is_taken_away() {
    FakeSession first = server.connect().text("0/x,");
    FakeSession second = server.connect();
    Namespace before = parent.children().iterator().next();
    whileClosing =
        () -> {
          second.text("0/x,");
          log.add("received " + second.received());
        };
    first.text("1/x,");

    assertThat(log).containsExactly("open /x", "received []", "close /x", "open /x");
    assertThat(parent.children()).hasSize(1).doesNotContain(before);
    assertThat(parent.sockets()).extracting(Socket::id).containsExactly(second.socketId("/x"));
    assertThat(second.closing).isFalse();
    assertThat(before.size()).isZero();
  }

  @Test
  @DisplayName("API-11 what the application asks for while it is being taken away is a new one")
  void asked_for_while_it_is_taken_away() {
    FakeSession client = server.connect().text("0/x,");
    List<Namespace> asked = new ArrayList<>();
    whileClosing = () -> asked.add(server.of("/x"));
    client.text("1/x,");

    assertThat(parent.children()).containsExactlyElementsOf(asked);
    client.text("0/x,", "1/x,");
    assertThat(parent.children()).containsExactlyElementsOf(asked);

    client.text("0/x-set-up,");
    whileClosing =
        () -> asked.add(server.namespaces.of("/x-set-up", made -> log.add("setting up")));
    client.text("1/x-set-up,");
    assertThat(log).contains("setting up");
    assertThat(parent.children()).containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  @DisplayName("API-11 an adapter that fails or takes its time to close keeps nobody out")
  void adapter_that_does_not_close() {
    closed = CompletableFuture.failedFuture(new IllegalStateException("close"));
    FakeSession client = server.connect().text("0/x,", "1/x,", "0/x,");
    assertThat(parent.sockets()).hasSize(1);
    closed = new CompletableFuture<>();
    client.text("1/x,", "0/x,");
    assertThat(parent.sockets()).hasSize(1);
    client.text("1/x,");

    CompletableFuture<Void> stopped = server.namespaces.close(); // which waits for it
    assertThat(stopped).isNotDone();
    closed.complete(null);
    assertThat(stopped).isCompleted();
  }

  @Test
  @DisplayName("API-11 a child goes whose client went before its adapter was open")
  void gone_before_the_adapter_is_open() {
    opened = new CompletableFuture<>();
    server.connect().text("0/x,").end(CloseReason.TRANSPORT_CLOSE);
    assertThat(parent.children()).hasSize(1);
    opened.complete(null);
    assertThat(parent.children()).isEmpty();
    assertThat(log).containsExactly("open /x", "close /x");
    assertThat(server.connect().text("0/x,").received()).hasSize(1);
    assertThat(parent.sockets()).hasSize(1);
  }

  @Test
  @DisplayName("API-11 a child stays for who still waits when its adapter opens, on any executor")
  void kept_for_who_waits() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor);
    ParentNamespace dynamic = parentOf(slow);
    opened = new CompletableFuture<>();
    FakeSession impatient = slow.connect().text("0/x,");
    FakeSession patient = slow.connect().text("0/x,");
    executor.runAll();
    impatient.end(CloseReason.TRANSPORT_CLOSE);
    executor.runAll();
    opened.complete(null);
    executor.runAll();
    assertThat(dynamic.sockets()).extracting(Socket::id).containsExactly(patient.socketId("/x"));
    assertThat(log).containsExactly("open /x");
    patient.text("1/x,");
    executor.runAll();
    assertThat(dynamic.children()).isEmpty();
  }

  @Test
  @DisplayName("API-11 who goes between the opening of its child and its own turn leaves nothing")
  void gone_when_its_turn_comes() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor);
    ParentNamespace dynamic = parentOf(slow);
    opened = new CompletableFuture<>();
    FakeSession client = slow.connect().text("0/x,");
    executor.runAll();
    opened.complete(null); // it is counted in, and does not know yet
    client.end(CloseReason.TRANSPORT_CLOSE);
    executor.runAll();
    assertThat(dynamic.children()).isEmpty();
    assertThat(log).containsExactly("open /x", "close /x");
  }

  @Test
  @DisplayName("API-11 SIO-21 while an adapter does not open nothing is kept of who has given up")
  void nothing_is_kept_of_who_gave_up() {
    opened = new CompletableFuture<>();
    FakeSession client = server.connect().text("0");
    for (int i = 0; i < 3; i++) {
      client.text("0/x,");
      server.timers.advance(Duration.ofSeconds(45));
      assertThat(client.received()).last().isEqualTo("4/x,{\"message\":\"timeout\"}");
    }
    server.connect().text("0/x,").end(CloseReason.TRANSPORT_CLOSE);
    LocalNamespace child = (LocalNamespace) parent.children().iterator().next();
    assertThat(child.gate().waiting()).isZero();
    client.text("0/x,");
    assertThat(child.gate().waiting()).isOne();
    opened.complete(null);
    assertThat(child.gate().waiting()).isZero();
    assertThat(child.size()).isOne();
  }

  @Test
  @DisplayName("API-9 clients that race for a name open one adapter")
  void one_adapter_for_all() {
    FakeSession second = server.connect();
    FakeSession third = server.connect();
    whileOpening =
        () -> {
          second.text("0/x,");
          third.text("0/x,").end(CloseReason.TRANSPORT_CLOSE);
        };
    FakeSession first = server.connect().text("0/x,");
    assertThat(log).containsExactly("open /x");
    assertThat(parent.sockets())
        .extracting(Socket::id)
        .containsExactlyInAnyOrder(first.socketId("/x"), second.socketId("/x"));
    first.text("1/x,");
    second.text("1/x,");
    assertThat(log).containsExactly("open /x", "close /x");
  }

  @Test
  @DisplayName("API-9 where the quicker client's adapter cannot be made the next one tries itself")
  void the_next_one_tries() {
    FakeSession second = server.connect();
    whileOpening =
        () -> {
          whileOpening = () -> {};
          second.text("0/x,");
          throw new IllegalStateException("no wire");
        };
    FakeSession first = server.connect().text("0/x,");
    assertThat(first.received()).containsExactly("4/x,{\"message\":\"Internal server error\"}");
    assertThat(log).containsExactly("open /x", "open /x");
    assertThat(parent.sockets()).extracting(Socket::id).containsExactly(second.socketId("/x"));
  }

  @Test
  @DisplayName("API-11 a stop waits for the adapter of a child that goes with those who were away")
  void a_stop_waits_for_every_adapter() {
    TestBed bed =
        TestBed.with(
            options ->
                options
                    .cleanupEmptyChildNamespaces(true)
                    .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(2)))
                    .adapter(this::adapter));
    ParentNamespace dynamic = parentOf(bed);
    bed.connect().text("0/x,").end(CloseReason.TRANSPORT_CLOSE);
    assertThat(dynamic.children()).hasSize(1);
    closed = new CompletableFuture<>();
    CompletableFuture<Void> stopped = bed.namespaces.close();
    assertThat(log).containsOnlyOnce("close /x");
    assertThat(dynamic.children()).isEmpty();
    assertThat(stopped).isNotDone();
    closed.complete(null);
    assertThat(stopped).isCompleted();
  }

  @Test
  @DisplayName("API-11 a child from which all are away goes where a new one needs its place")
  void goes_for_a_new_one() {
    TestBed bed =
        TestBed.with(
            options ->
                options
                    .cleanupEmptyChildNamespaces(true)
                    .maxDynamicNamespaces(3)
                    .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(2)))
                    .adapter(this::adapter));
    ParentNamespace dynamic = parentOf(bed);
    FakeSession connected = bed.connect().text("0/x-in,");
    for (String name : List.of("/x-in", "/x-1", "/x-2")) {
      bed.connect().text("0" + name + ",").end(CloseReason.TRANSPORT_CLOSE);
    }
    FakeSession late = bed.connect().text("0/x-1,"); // so it is not dormant any more
    log.clear();

    assertThat(bed.connect().text("0/x-3,").isIn("/x-3")).isTrue();
    assertThat(log).containsExactly("close /x-2", "open /x-3");
    assertThat(bed.timers.pending()).as("nobody comes back to /x-2").isEqualTo(2);
    assertThat(bed.connect().text("0/x-4,").received())
        .containsExactly(FakeSession.refused("/x-4", "Invalid namespace"));
    assertThat(dynamic.children())
        .extracting(Namespace::name)
        .containsExactlyInAnyOrder("/x-in", "/x-1", "/x-3");
    late.text("1/x-1,");
    assertThat(bed.connect().text("0/x-4,").isIn("/x-4")).isTrue();
    assertThat(connected.ended).isFalse();
  }

  @Test
  @DisplayName("API-11 children that last keep their place through a stop and a start")
  void through_stop_and_start() {
    TestBed bed = TestBed.with(options -> options.adapter(this::adapter));
    ParentNamespace dynamic = parentOf(bed);
    log.clear();
    bed.connect().text("0/x,").end(CloseReason.TRANSPORT_CLOSE);
    Namespace child = dynamic.children().iterator().next();
    assertThat(bed.namespaces.close()).isCompleted();
    assertThat(log).containsExactlyInAnyOrder("open /x", "close /", "close /x");
    bed.namespaces.open().join();
    assertThat(log.subList(3, 5)).containsExactlyInAnyOrder("open /", "open /x");
    bed.connect().text("0/x,");
    assertThat(dynamic.children()).containsExactly(child);
    assertThat(child.size()).isOne();
  }

  @Test
  @DisplayName("API-11 a child that goes while the server starts again leaves no adapter open")
  void gone_during_a_start() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor);
    ParentNamespace dynamic = parentOf(slow);
    FakeSession client = slow.connect().text("0/x,");
    executor.runAll();
    client.end(CloseReason.TRANSPORT_CLOSE); // its listeners are left behind by the stop
    assertThat(slow.namespaces.close()).isCompleted();
    log.clear();
    whileOpening = executor::runAll; // now they end
    slow.namespaces.open().join();

    assertThat(dynamic.children()).isEmpty();
    assertThat(log).containsOnlyOnce("open /x").containsSubsequence("open /x", "close /x");
  }
}
