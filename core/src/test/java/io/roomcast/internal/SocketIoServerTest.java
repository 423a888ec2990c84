package io.roomcast.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SocketIoServerTest extends SocketIoServerScene {
  /** Those of other tests' servers, too, which may be about to end. */
  private static Set<Thread> timerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("roomcast-timers"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  @Test
  @DisplayName("API-2 start completes with the address, and holds the transport to maxPayload")
  void start() {
    assertThat(io.start().join()).isEqualTo(FakeTransport.ADDRESS);
    assertThat(transport.limits().maxBodyBytes()).isEqualTo(12_345);
    assertThat(transport.limits().maxMessageBytes()).isEqualTo(12_345);
    assertThat(io.clientsCount()).isZero();
    join();
    assertThat(io.clientsCount()).isOne();
    assertThat(io.sockets()).hasSize(1);
  }

  @Test
  void a_server_that_runs_or_starts_cannot_be_started_again() {
    CompletableFuture<InetSocketAddress> outcome = new CompletableFuture<>();
    transport.starts(outcome);
    CompletableFuture<InetSocketAddress> first = io.start();
    assertThatThrownBy(io.start()::join).hasCauseInstanceOf(IllegalStateException.class);
    outcome.complete(FakeTransport.ADDRESS);
    first.join();
    assertThatThrownBy(io.start()::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(transport.calls).containsExactly("start");
  }

  @Test
  void a_start_that_fails_says_why_and_leaves_nothing_open() {
    Set<Thread> others = timerThreads();
    CompletableFuture<InetSocketAddress> outcome = new CompletableFuture<>();
    transport.starts(outcome);
    CompletableFuture<InetSocketAddress> started = io.start();
    FakeWebSocket early = join(); // on a transport that fails after it has begun
    Set<Thread> own = timerThreads();
    own.removeAll(others);
    assertThat(own).hasSize(1);

    outcome.completeExceptionally(new TransportException("port taken"));
    assertThatThrownBy(started::join)
        .hasCauseInstanceOf(TransportException.class)
        .hasMessageContaining("port taken");
    assertThat(openAdapters).hasValue(0);
    assertThat(io.sockets()).isEmpty();
    assertThat(early.closedByServer()).isTrue();
    await().until(() -> own.stream().noneMatch(Thread::isAlive));

    transport.starts(CompletableFuture.completedFuture(FakeTransport.ADDRESS));
    io.start().join();
    assertThat(openAdapters).hasValue(1);
  }

  @Test
  void an_adapter_that_cannot_be_made_fails_the_start() {
    Server broken =
        Server.builder()
            .transport(transport)
            .adapter(
                local -> {
                  throw new NoClassDefFoundError("redis");
                })
            .build();
    assertThatThrownBy(broken.start()::join).hasCauseInstanceOf(NoClassDefFoundError.class);
    assertThatThrownBy(broken.start()::join).hasCauseInstanceOf(NoClassDefFoundError.class);
    assertThat(transport.calls).isEmpty();
    broken.close();
  }

  @Test
  @DisplayName("ADP-1 the start waits for the adapters to be open, and fails where one cannot be")
  void adapters_open_first() {
    CompletableFuture<Void> open = new CompletableFuture<>();
    AtomicInteger closed = new AtomicInteger();
    Server server =
        Server.builder()
            .transport(transport)
            .adapter(
                local ->
                    new RoomAdapter() {
                      @Override
                      public io.roomcast.spi.adapter.LocalRooms local() {
                        return local;
                      }

                      @Override
                      public CompletionStage<Void> open() {
                        return local.namespace().equals("/")
                            ? open.copy()
                            : CompletableFuture.completedStage(null);
                      }

                      @Override
                      public CompletionStage<Void> close() {
                        closed.incrementAndGet();
                        return CompletableFuture.completedStage(null);
                      }
                    })
            .build();
    server.of("/other");
    CompletableFuture<?> started = server.start();
    assertThat(transport.calls).isEmpty();
    assertThat(started).isNotDone();
    open.complete(null);
    started.join();
    assertThat(transport.calls).containsExactly("start");
    server.close();
    assertThat(closed).hasValue(2);

    open.obtrudeException(new IllegalStateException("no wire"));
    assertThatThrownBy(server.start()::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no wire");
    assertThat(closed).hasValue(4);
    assertThat(transport.calls).containsExactly("start", "stop");
    open.obtrudeValue(null);
    server.start().join(); // and it can be tried again
    server.close();
  }

  @Test
  void a_restarted_server_keeps_its_listeners_and_namespaces_and_takes_clients_again() {
    List<String> heard = new CopyOnWriteArrayList<>();
    io.of("/chat").onConnection(socket -> heard.add(socket.namespace().name()));
    for (int i = 1; i <= 3; i++) {
      io.start().join();
      FakeWebSocket client = transport.connect().receive("40/chat,");
      await().until(() -> client.frames().size() == 2);
      assertThat(openAdapters).hasValue(2);
      io.close();
      assertThat(heard).hasSize(i);
      assertThat(io.of("/chat").sockets()).isEmpty();
    }
  }

  @Test
  @DisplayName("API-6 the server is its main namespace")
  void the_server_is_its_main_namespace() {
    io.start().join();
    FakeWebSocket client = join();
    assertThat(io.name()).isEqualTo("/");
    assertThat(io.namespaces()).containsExactly(io.of("/"));
    assertThat(io.rooms()).hasSize(1);
    String id = io.rooms().iterator().next();
    assertThat(io.socket(id)).isPresent();
    io.socketsJoin("r");
    assertThat(io.room("r").size()).isOne();
    io.to("r").emit("a");
    io.except("r").emit("b");
    io.emit("c");
    io.socketsLeave("r");
    io.disconnectSockets();
    await().until(() -> client.frames().size() >= 5);
    assertThat(client.frames().subList(2, 5)).containsExactly("42[\"a\"]", "42[\"c\"]", "41");
    assertThat(io.sockets()).isEmpty();
  }

  @Test
  void the_start_completes_away_from_the_transport_s_thread() throws Exception {
    CompletableFuture<InetSocketAddress> outcome = new CompletableFuture<>();
    transport.starts(outcome);
    CompletableFuture<Thread> dependent = io.start().thenApply(a -> Thread.currentThread());
    Thread transportThread = new Thread(() -> outcome.complete(FakeTransport.ADDRESS));
    transportThread.start();
    assertThat(dependent.get(30, SECONDS)).isNotSameAs(transportThread);
  }

  @Test
  void what_is_not_socket_io_is_answered_by_the_front() {
    io.start().join();
    assertThat(transport.request(FakeExchange.get("/elsewhere")).status()).isEqualTo(404);
  }

  @Test
  void a_start_that_fails_completes_away_from_the_transport_s_thread_too() throws Exception {
    CompletableFuture<InetSocketAddress> outcome = new CompletableFuture<>();
    transport.starts(outcome);
    CompletableFuture<Thread> dependent = io.start().handle((a, f) -> Thread.currentThread());
    Thread transportThread =
        new Thread(() -> outcome.completeExceptionally(new TransportException("port taken")));
    transportThread.start();
    assertThat(dependent.get(30, SECONDS)).isNotSameAs(transportThread);
  }

  @Test
  void engine_options_add_up_and_a_packet_may_be_four_payloads_unless_told_otherwise() {
    ServerBuilder builder =
        Server.builder()
            .transport(transport)
            .engine(engine -> engine.path("/chat"))
            .engine(engine -> engine.maxPayload(50_000));
    assertThat(builder.build().options().engine().path())
        .isEqualTo(
            Server.builder()
                .transport(transport)
                .engine(e -> e.path("/chat"))
                .build()
                .options()
                .engine()
                .path());
    assertThat(builder.build().options().engine().maxPayload()).isEqualTo(50_000);
    assertThat(builder.build().options().codecLimits().maxPacketBytes()).isEqualTo(200_000);
    assertThat(
            builder
                .engine(engine -> engine.maxPayload(Integer.MAX_VALUE))
                .build()
                .options()
                .codecLimits()
                .maxPacketBytes())
        .isEqualTo(Integer.MAX_VALUE);
    CodecLimits own = CodecLimits.defaults().withMaxPacketBytes(3);
    assertThat(builder.codecLimits(own).build().options().codecLimits()).isEqualTo(own);
  }

  @Test
  @DisplayName("a start that fails does not stop a transport that runs for another server")
  void foreignTransport() throws Exception {
    transport.starts(CompletableFuture.failedFuture(new IllegalStateException("running already")));
    assertThatThrownBy(io.start()::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(transport.calls).containsExactly("start");
    transport.starts(CompletableFuture.completedFuture(FakeTransport.ADDRESS));
    assertThat(io.start().join()).isEqualTo(FakeTransport.ADDRESS);
  }
}
