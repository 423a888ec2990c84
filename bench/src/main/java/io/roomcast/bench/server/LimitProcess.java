package io.roomcast.bench.server;

import io.roomcast.bench.console.ServerConsole;
import io.roomcast.bench.limit.LimitServer;
import io.roomcast.bench.limit.Writing;

/** A limit as a process. */
public final class LimitProcess {
  private LimitProcess() {}

  /**
   * Serves until it is told to stop.
   *
   * @param args the port, the milliseconds between heartbeats, which it has none of, and how it
   *     writes
   */
  public static void main(String[] args) {
    LimitServer.start(Writing.valueOf(args[2]), Integer.parseInt(args[0]));
    ServerConsole.serve();
  }
}
