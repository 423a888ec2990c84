package io.roomcast.e2e;

import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.EngineServer;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Engine.IO without Socket.IO, which sends back what it gets: the server that the protocol's own
 * conformance suite runs against.
 */
public final class EngineEchoServer implements AutoCloseable {
  private final EngineServer engine;
  private final int port;

  /** Starts it with the default options; port 0 takes a free one. */
  public EngineEchoServer(int port) {
    this(port, options -> options);
  }

  /** Starts it with other options. */
  public EngineEchoServer(int port, UnaryOperator<EngineOptionsBuilder> options) {
    engine =
        EngineServer.builder()
            .transport(JavaWebSocketTransport.onPort(port))
            .engine(options)
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

  /** Serves until it is ended, with the heartbeat that the suite expects. */
  public static void main(String... port) throws InterruptedException {
    try (var server =
        new EngineEchoServer(
            Integer.parseInt(port[0]),
            options ->
                options.pingInterval(Duration.ofMillis(300)).pingTimeout(Duration.ofMillis(200)))) {
      System.out.println("Engine.IO echo on port " + server.port());
      Thread.currentThread().join();
    }
  }
}
