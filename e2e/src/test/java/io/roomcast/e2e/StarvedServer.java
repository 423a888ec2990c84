package io.roomcast.e2e;

import io.roomcast.Server;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Limits;
import java.time.Duration;

/** The server of {@link OpenFilesIT}: it lets idle clients stay, so they keep what they took. */
final class StarvedServer {
  private StarvedServer() {}

  /** Serves until it is ended, and prints its port: the names of the transport and the wire. */
  public static void main(String... names) throws InterruptedException {
    Duration patience = Duration.ofMinutes(5);
    try (var server =
        new ConformanceServer(
            Wire.valueOf(names[1]),
            ServerTransport.named(names[0]),
            Server.builder()
                .engine(engine -> engine.pingInterval(patience))
                .limits(Limits.builder().headTimeout(patience).idleTimeout(patience).build()))) {
      System.out.println(server.port());
      Thread.currentThread().join();
    }
  }
}
