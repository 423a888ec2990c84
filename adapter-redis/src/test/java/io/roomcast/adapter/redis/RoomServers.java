package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.InMemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The servers of one test, into whose rooms clients go when they ask. */
final class RoomServers implements AutoCloseable {
  private final List<Server> servers = new ArrayList<>();

  Server start(RoomAdapter.Factory adapter) {
    return start(adapter, builder -> builder);
  }

  /** With other options. */
  Server start(RoomAdapter.Factory adapter, UnaryOperator<ServerBuilder> options) {
    Server server =
        options
            .apply(Server.builder().transport(InMemoryTransport.create()).adapter(adapter))
            .build();
    servers.add(server);
    server.onConnection(
        socket -> {
          socket.on("join", String.class, (room, ack) -> ack.send(socket.join(room)));
          socket.on(
              "leave",
              String.class,
              (room, ack) -> {
                socket.leave(room);
                ack.send();
              });
        });
    server.start().join();
    return server;
  }

  /** Stops all of them. */
  @Override
  public void close() {
    servers.forEach(
        server -> assertThat(server.stop(Duration.ZERO)).succeedsWithin(RedisServers.PATIENCE));
  }
}
