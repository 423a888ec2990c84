package io.roomcast.e2e;

import io.roomcast.engineio.EngineServer;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import java.time.Duration;

/**
 * Engine.IO without Socket.IO, which sends back what it gets: the server that the protocol's own
 * conformance suite runs against.
 */
public final class EngineEchoServer implements AutoCloseable {
  private final EngineServer engine;
  private final int port;

  /** Starts it; port 0 takes a free one. */
  public EngineEchoServer(int port) {
    engine =
        EngineServer.builder()
            .transport(JavaWebSocketTransport.onPort(port))
            .engine(
                options ->
                    options
                        .pingInterval(Duration.ofMillis(300))
                        .pingTimeout(Duration.ofMillis(200)))
            .build();
    engine.onSession(
        socket -> {
          socket.onText(socket::send);
          socket.onBinary(socket::send);
        });
    this.port = engine.start().join().getPort();
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** The server. */
  public EngineServer engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
  }

  /** Serves until it is ended. */
  public static void main(String... port) throws InterruptedException {
    try (var server = new EngineEchoServer(Integer.parseInt(port[0]))) {
      Thread.currentThread().join();
    }
  }
}
