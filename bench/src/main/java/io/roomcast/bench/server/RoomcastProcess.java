package io.roomcast.bench.server;

import io.roomcast.adapter.redis.RedisAdapter;
import io.roomcast.bench.console.ServerConsole;
import io.roomcast.spi.adapter.RoomAdapter;
import java.time.Duration;

/** Roomcast as a process. */
public final class RoomcastProcess {
  private static final int REDIS = 5;

  private RoomcastProcess() {}

  /**
   * Serves until it is told to stop.
   *
   * @param args the port, the milliseconds between heartbeats, the transport, the I/O threads, how
   *     it compresses, and the Redis through which it shares its rooms, where it does
   */
  public static void main(String[] args) {
    Transports transport = Transports.valueOf(args[2]);
    RoomcastServer.start(
        transport.on(Integer.parseInt(args[0]), Integer.parseInt(args[3])),
        Duration.ofMillis(Long.parseLong(args[1])),
        Compression.valueOf(args[4]),
        args.length > REDIS
            ? RedisAdapter.connecting(args[REDIS])
            : RoomAdapter.Factory.inMemory());
    ServerConsole.serve();
  }
}
