package io.roomcast.bench.server;

import io.roomcast.Server;
import io.roomcast.bench.wire.EventText;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import java.time.Duration;

/** Roomcast, with what the load asks for, and as it comes but for the number of connections. */
public final class RoomcastServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 1_000_000;

  private final Server io;
  private final int port;

  private RoomcastServer(Server io, int port) {
    this.io = io;
    this.port = port;
  }

  /** Starts one. Blocks until it listens. */
  public static RoomcastServer start(Transport transport, Duration pingInterval) {
    return start(transport, pingInterval, Compression.NONE, RoomAdapter.Factory.inMemory());
  }

  /** Starts one that may be one of several that share their rooms. Blocks until it listens. */
  public static RoomcastServer start(
      Transport transport,
      Duration pingInterval,
      Compression compression,
      RoomAdapter.Factory adapter) {
    Server io =
        Server.builder()
            .transport(transport)
            .adapter(adapter)
            .limits(Limits.builder().maxConnections(MAX_CONNECTIONS).build())
            .engine(
                e ->
                    compression.applyTo(
                        e.pingInterval(pingInterval)
                            .maxSessions(MAX_CONNECTIONS)
                            .maxHandshakesPerSecond(Integer.MAX_VALUE)))
            .build();
    io.onConnection(
        socket -> {
          socket.on(
              String.valueOf(EventText.JOIN),
              (args, ack) -> {
                socket.join(EventText.ROOM);
                ack.send();
              });
          socket.on(
              String.valueOf(EventText.BROADCAST),
              String.class,
              text -> io.to(EventText.ROOM).emit(String.valueOf(EventText.BROADCAST), text));
          socket.on(String.valueOf(EventText.ECHO), String.class, (text, ack) -> ack.send(text));
        });
    return new RoomcastServer(io, io.start().join().getPort());
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    io.close();
  }
}
