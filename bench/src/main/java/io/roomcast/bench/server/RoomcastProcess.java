package io.roomcast.bench.server;

import io.roomcast.bench.console.ServerConsole;
import java.time.Duration;

/** Roomcast as a process. */
public final class RoomcastProcess {
  private RoomcastProcess() {}

  /**
   * Serves until it is told to stop.
   *
   * @param args the port, the milliseconds between heartbeats, the transport, the I/O threads
   */
  public static void main(String[] args) {
    Transports transport = Transports.valueOf(args[2]);
    RoomcastServer.start(
        transport.on(Integer.parseInt(args[0]), Integer.parseInt(args[3])),
        Duration.ofMillis(Long.parseLong(args[1])));
    ServerConsole.serve();
  }
}
