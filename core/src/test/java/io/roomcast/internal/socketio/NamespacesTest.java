package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.roomcast.Namespace;
import io.roomcast.Socket;
import io.roomcast.internal.json.JsonCodec;
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
      public CompletionStage<Void> broadcast(Packet packet, Selection selection) {
        log.add("broadcast " + packet.data());
        return RoomAdapter.super.broadcast(packet, selection);
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
    Namespaces namespaces = new Namespaces(new JsonCodec(new Gson()), this::recording);
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
        new Namespaces(
            new JsonCodec(new Gson()),
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
    local.broadcast(Packet.of(PacketType.EVENT, "/other", Arguments.event("e")), all);
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
              public CompletionStage<Void> broadcast(Packet packet, Selection selection) {
                if (packet.data().get(0).equals("sync")) {
                  throw new IllegalStateException("sync");
                }
                local.broadcast(packet, selection);
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
}
