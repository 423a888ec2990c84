package io.roomcast.internal.socketio;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.roomcast.ConnectionRefusedException;
import io.roomcast.Namespace;
import io.roomcast.ServerOptions;
import io.roomcast.Socket;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NamespacesTest {
  private final List<String> log = new ArrayList<>();
  private final List<LocalRooms> locals = new ArrayList<>();

  /** Notes what it hears and then does as the in-memory one. */
  private RoomAdapter recording(LocalRooms local) {
    log.add("open " + local.namespace());
    locals.add(local);
    return new RoomAdapter() {
      @Override
      public LocalRooms local() {
        return local;
      }

      @Override
      public CompletionStage<Void> broadcast(Packet packet, Selection selection, EmitFlags flags) {
        log.add("broadcast " + packet.data());
        return RoomAdapter.super.broadcast(packet, selection, flags);
      }

      @Override
      public void roomCreated(String room) {
        log.add("+" + room);
      }

      @Override
      public void roomDeleted(String room) {
        log.add("-" + room);
      }

      @Override
      public CompletionStage<Void> close() {
        log.add("close " + local.namespace());
        return CompletableFuture.failedStage(new IllegalStateException("close"));
      }
    };
  }

  private static Namespaces namespaces(RoomAdapter.Factory adapters) {
    ServerOptions options = TestBed.options(builder -> builder.adapter(adapters));
    return new Namespaces(options, new JsonCodec(new Gson()), new LimitHits());
  }

  @Test
  @DisplayName("API-7 a missing slash is added, empty is the main one, and the same stays the same")
  void names() {
    TestBed server = new TestBed();
    Namespace chat = server.of("chat");
    assertThat(chat.name()).isEqualTo("/chat");
    assertThat(server.of("/chat")).isSameAs(chat);
    assertThat(server.of("")).isSameAs(server.of("/")).isSameAs(server.io());
    assertThat(server.namespaces.all()).containsExactlyInAnyOrder(server.io(), chat);
  }

  @Test
  void every_namespace_has_an_adapter_of_its_own_from_the_start_to_the_stop() {
    Namespaces namespaces = namespaces(this::recording);
    namespaces.of("/early");
    assertThat(log).isEmpty();
    namespaces.open();
    assertThat(log).containsExactlyInAnyOrder("open /", "open /early");
    namespaces.of("/late");
    assertThat(log).hasSize(3).last().isEqualTo("open /late");

    log.clear();
    assertThat(namespaces.close()).isCompleted(); // though the adapters fail
    assertThat(log).containsExactlyInAnyOrder("close /", "close /early", "close /late");
    namespaces.main().emit("nobody hears it");
    namespaces.of("/later");
    assertThat(log).hasSize(3);
    namespaces.open();
    assertThat(log).hasSize(7);
  }

  @Test
  void where_one_adapter_cannot_be_made_none_stays_open() {
    Namespaces namespaces =
        namespaces(
            local -> {
              if (log.size() == 1) {
                throw new IllegalStateException("no redis");
              }
              return recording(local);
            });
    namespaces.of("/other");
    assertThatThrownBy(namespaces::open).hasMessage("no redis");
    assertThat(log).hasSize(2);
    assertThat(log.get(1)).startsWith("close ");
  }

  @Test
  @DisplayName("API-36 a broadcast goes through the adapter, an emit to one socket does not")
  void through_the_adapter() {
    TestBed server = TestBed.with(options -> options.adapter(this::recording));
    FakeSession client = server.join();
    Socket socket = server.socketOf(client);
    socket.join("r");
    server.io().to("r").emit("e", 1);
    socket.emit("direct");
    client.text("1");

    assertThat(log).startsWith("open /", "+" + socket.id(), "+r", "broadcast [e, 1]");
    assertThat(log.subList(4, 6)).containsExactlyInAnyOrder("-" + socket.id(), "-r");
    assertThat(client.received()).endsWith("2[\"e\",1]", "2[\"direct\"]");
  }

  @Test
  @DisplayName("ADP-5 what an adapter brings from elsewhere goes out under the own namespace")
  void local_half() {
    TestBed server = TestBed.with(options -> options.adapter(this::recording));
    FakeSession client = server.join();
    LocalRooms local = locals.get(0);
    String id = client.socketId("/");
    Selection all = Selection.all();

    local.join(all, Set.of("r"));
    assertThat(local.rooms()).containsExactlyInAnyOrder(id, "r");
    assertThat(local.sockets(new Selection(Set.of("r"), Set.of()))).containsExactly(id);
    local.broadcast(
        Packet.of(PacketType.EVENT, "/other", Arguments.event("e")), all, EmitFlags.DEFAULT);
    assertThat(client.received()).last().isEqualTo("2[\"e\"]");
    local.leave(all, Set.of("r"));
    assertThat(local.rooms()).containsExactly(id);
    local.disconnect(all, true);
    assertThat(client.closing).isTrue();
    assertThat(local.sockets(all)).isEmpty();
  }

  @Test
  void an_adapter_that_fails_disturbs_nobody() {
    RoomAdapter.Factory failing =
        local ->
            new RoomAdapter() {
              @Override
              public LocalRooms local() {
                return local;
              }

              @Override
              public CompletionStage<Void> broadcast(
                  Packet packet, Selection selection, EmitFlags flags) {
                if (packet.data().get(0).equals("sync")) {
                  throw new IllegalStateException("sync");
                }
                local.broadcast(packet, selection, flags);
                return CompletableFuture.failedStage(new IllegalStateException("async"));
              }

              @Override
              public void roomCreated(String room) {
                throw new IllegalStateException("created");
              }

              @Override
              public void roomDeleted(String room) {
                throw new IllegalStateException("deleted");
              }
            };
    TestBed server = TestBed.with(options -> options.adapter(failing));
    FakeSession client = server.join();
    server.io().emit("async");
    server.io().emit("sync", 1);
    assertThat(client.received()).hasSize(2).last().isEqualTo("2[\"async\"]");
    client.text("1");
    assertThat(server.io().rooms()).isEmpty();
    assertThatThrownBy(() -> server.io().emit("e", endless())).isInstanceOf(EncodeException.class);
  }

  private static Object endless() {
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    return circular;
  }

  @Test
  @DisplayName("a namespace that is made on a running server is set up before anybody can join it")
  void set_up_before_anybody_joins() {
    TestBed server = TestBed.with(options -> options.adapter(this::recording));
    FakeSession early = server.connect();
    Namespace chat =
        server.namespaces.of(
            "chat",
            made -> {
              early.text("0/chat,");
              made.use(
                  socket -> {
                    throw new ConnectionRefusedException("members only");
                  });
            });
    assertThat(early.received()).containsExactly("4/chat,{\"message\":\"Invalid namespace\"}");
    assertThat(server.of("/chat")).isSameAs(chat);
    assertThat(log).contains("open /chat");
    assertThat(early.text("0/chat,").received())
        .last()
        .isEqualTo("4/chat,{\"message\":\"members only\"}");

    assertThatThrownBy(() -> server.namespaces.of("/chat", made -> log.add("set up again")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> server.namespaces.of("x", made -> server.of("x")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(log).doesNotContain("set up again");
  }

  @Test
  void a_name_with_a_comma_could_not_be_joined() {
    Namespaces namespaces = new TestBed().namespaces;
    assertThatThrownBy(() -> namespaces.of("/a,b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> namespaces.of("/a,b", made -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void adapters_are_made_and_closed_while_other_threads_go_on() throws Exception {
    Namespaces[] namespaces = new Namespaces[1];
    List<String> others = new ArrayList<>();
    RoomAdapter.Factory factory =
        local ->
            new RoomAdapter() {
              {
                others.add(elsewhere(() -> namespaces[0].of("/other" + others.size()).name()));
              }

              @Override
              public LocalRooms local() {
                return local;
              }

              @Override
              public CompletionStage<Void> close() {
                others.add(elsewhere(() -> namespaces[0].of("/late" + others.size()).name()));
                return CompletableFuture.completedStage(null);
              }
            };
    namespaces[0] =
        namespaces(local -> local.namespace().length() > 5 ? () -> local : factory.create(local));
    assertThat(namespaces[0].open()).isCompleted();
    namespaces[0].of("/chat");
    assertThat(namespaces[0].close()).isCompleted();
    assertThat(others).hasSize(4);
  }

  private static String elsewhere(Supplier<String> task) {
    return CompletableFuture.supplyAsync(task).orTimeout(30, SECONDS).join();
  }

  @Test
  void an_error_of_an_adapter_neither_reaches_who_emits_nor_ends_the_news_of_rooms() {
    List<String> rooms = new ArrayList<>();
    RoomAdapter.Factory failing =
        local ->
            new RoomAdapter() {
              @Override
              public LocalRooms local() {
                return local;
              }

              @Override
              public CompletionStage<Void> broadcast(
                  Packet packet, Selection selection, EmitFlags flags) {
                throw new NoClassDefFoundError("redis");
              }

              @Override
              public void roomCreated(String room) {
                rooms.add(room);
                throw new NoClassDefFoundError("redis");
              }
            };
    TestBed server = TestBed.with(options -> options.adapter(failing));
    Socket socket = server.socketOf(server.join());
    server.io().emit("e");
    socket.join("a");
    socket.join("b");
    assertThat(rooms).containsExactly(socket.id(), "a", "b");
  }
}
