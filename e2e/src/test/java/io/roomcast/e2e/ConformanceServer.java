package io.roomcast.e2e;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.Socket;
import io.roomcast.examples.ServerTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** A real server on a free port, with a handler for each thing that a client can do. */
public final class ConformanceServer implements AutoCloseable {

  /** An argument of several types. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares orders
  record Order(String item, int count, byte[] image) {}

  /** Something said in a room. */
  record Speech(String room, String text) {}

  private final Wire wire;
  private final Server io;
  private final InetSocketAddress address;

  /** Starts it. */
  public ConformanceServer(ServerTransport transport) {
    this(transport, Server.builder());
  }

  /** Starts it with other options. */
  public ConformanceServer(ServerTransport transport, ServerBuilder options) {
    this(Wire.PLAIN, transport, options.errorHandler(failure -> {}));
  }

  /** Starts it on a plain port or on one of TLS; failures of listeners are logged. */
  ConformanceServer(Wire wire, ServerTransport transport, ServerBuilder options) {
    this.wire = wire;
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    io = options.transport(wire.transport(transport, anyPort)).build();
    io.onConnection(this::serve);
    io.of("/chat")
        .onConnection(
            socket -> socket.emit("welcome", socket.handshake().auth().getOrDefault("name", "")));
    io.of("/secret")
        .use(
            socket -> {
              if (!"open sesame".equals(socket.handshake().auth().get("token"))) {
                throw new ConnectionRefusedException("not authorised", Map.of("code", 401));
              }
            });
    address = io.start().join();
  }

  /** The server. */
  public Server io() {
    return io;
  }

  /** Where clients connect to. */
  public String url() {
    return wire.scheme() + "://127.0.0.1:" + address.getPort();
  }

  /** The port. */
  public int port() {
    return address.getPort();
  }

  @Override
  public void close() {
    io.close();
  }

  private void serve(Socket socket) {
    socket.on("echo", args -> socket.emit("echo", args.toList().toArray()));
    socket.on("ack", (args, ack) -> ack.send(args.toList().toArray()));
    socket.on("transport", (args, ack) -> ack.send(socket.transport().wireName()));
    socket.on(
        "ask",
        String.class,
        (question, ack) ->
            ack.send(socket.emitWithAck("question", question).join().toList().toArray()));
    socket.on(
        "order",
        Order.class,
        (order, ack) ->
            ack.send(order.count() + " x " + order.item() + ", image of " + order.image().length));
    socket.on(
        "throw",
        args -> {
          throw new IllegalStateException("on purpose");
        });
    socket.on(
        "join",
        String.class,
        (room, ack) -> {
          socket.join(room);
          ack.send();
        });
    socket.on(
        "leave",
        String.class,
        (room, ack) -> {
          socket.leave(room);
          ack.send();
        });
    socket.on("say", Speech.class, it -> socket.to(it.room()).emit("said", it.text()));
    socket.on("direct", Speech.class, it -> io.to(it.room()).emit("said", it.text()));
    socket.on("all", String.class, text -> io.emit("said", text));
    socket.on("kick", args -> socket.disconnect());
    socket.on("kick-hard", args -> socket.disconnect(true));
    socket.on(
        "farewell",
        args -> {
          socket.emit("said", "goodbye");
          socket.disconnect(true);
        });
    socket.onDisconnecting(
        reason ->
            io.to("witnesses").emit("gone", socket.id(), reason.text(), socket.rooms().toArray()));
  }
}
