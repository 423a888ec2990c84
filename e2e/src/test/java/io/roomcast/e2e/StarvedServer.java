package io.roomcast.e2e;

import io.roomcast.Server;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Limits;
import java.time.Duration;

/** The server of {@link OpenFilesIT}: it lets silent clients stay, so they keep what they took. */
final class StarvedServer {
  private StarvedServer() {}

  /** Serves until it is ended, and prints its port: the transport's name. */
  public static void main(String... transport) throws InterruptedException {
    Duration patience = Duration.ofMinutes(5);
    try (var server =
        new ConformanceServer(
            ServerTransport.named(transport[0]),
            Server.builder()
                .limits(Limits.builder().headTimeout(patience).idleTimeout(patience).build()))) {
      System.out.println(server.port());
      Thread.currentThread().join();
    }
  }
}
