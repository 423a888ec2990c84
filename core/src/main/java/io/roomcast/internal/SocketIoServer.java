package io.roomcast.internal;

import io.roomcast.Server;
import io.roomcast.ServerOptions;

/** The composition root: front, engine and namespaces of one server. */
public final class SocketIoServer {
  private SocketIoServer() {}

  /** Makes a server that does not listen yet. */
  public static Server create(ServerOptions ignoredYet) {
    return java.util.Optional.<Server>empty().orElseThrow(); // being written
  }
}
