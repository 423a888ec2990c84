package io.roomcast.e2e;

import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.EngineServer;
import io.roomcast.examples.ServerTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Engine.IO without Socket.IO, which sends back what it gets: the server that the protocol's own
 * conformance suite runs against.
 */
public final class EngineEchoServer implements AutoCloseable {
  private final EngineServer engine;
  private final int port;

  /** Starts it; port 0 takes a free one. */
  public EngineEchoServer(
      ServerTransport transport, int port, UnaryOperator<EngineOptionsBuilder> options) {
    engine =
        EngineServer.builder()
            .transport(transport.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
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

  /** Serves until it is ended: the transport's name, and the port. */
  public static void main(String... transportAndPort) throws InterruptedException {
    try (var server =
        new EngineEchoServer(
            ServerTransport.named(transportAndPort[0]),
            Integer.parseInt(transportAndPort[1]),
            options ->
                options.pingInterval(Duration.ofMillis(300)).pingTimeout(Duration.ofMillis(200)))) {
      System.out.println("Engine.IO echo on port " + server.port());
      Thread.currentThread().join();
    }
  }
}
