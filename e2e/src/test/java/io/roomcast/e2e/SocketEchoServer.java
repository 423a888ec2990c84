package io.roomcast.e2e;

import io.roomcast.Server;
import io.roomcast.engineio.Cors;
import io.roomcast.examples.ServerTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The server that the Socket.IO protocol's own conformance suite runs against. */
public final class SocketEchoServer implements AutoCloseable {
  private final Server io;
  private final int port;

  /** Starts it; port 0 takes a free one. */
  public SocketEchoServer(ServerTransport transport, int port) {
    io =
        Server.builder()
            .transport(transport.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
            .connectTimeout(Duration.ofSeconds(1))
            .engine(
                options ->
                    options
                        .pingInterval(Duration.ofMillis(300))
                        .pingTimeout(Duration.ofMillis(200))
                        .cors(Cors.allowAny()))
            .build();
    io.onConnection(
        socket -> {
          socket.emit("auth", socket.handshake().auth());
          socket.on("message", args -> socket.emit("message-back", args.toList().toArray()));
          socket.on("message-with-ack", (args, ack) -> ack.send(args.toList().toArray()));
        });
    io.of("/custom").onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    this.port = io.start().join().getPort();
  }

  @Override
  public void close() {
    io.close();
  }

  /** Serves until it is ended: the transport's name, and the port. */
  public static void main(String... transportAndPort) throws InterruptedException {
    try (var server =
        new SocketEchoServer(
            ServerTransport.named(transportAndPort[0]), Integer.parseInt(transportAndPort[1]))) {
      System.out.println("Socket.IO echo on port " + server.port);
      Thread.currentThread().join();
    }
  }
}
