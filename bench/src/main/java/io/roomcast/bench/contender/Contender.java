package io.roomcast.bench.contender;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A server that is measured. */
public enum Contender {
  ROOMCAST_NETTY("roomcast-netty", "Roomcast on Netty (epoll)", Origin.ROOMCAST, "NETTY_EPOLL"),
  ROOMCAST_NETTY_NIO("roomcast-netty-nio", "Roomcast on Netty (nio)", Origin.ROOMCAST, "NETTY_NIO"),
  ROOMCAST_NETTY_IO_URING(
      "roomcast-netty-io-uring", "Roomcast on Netty (io_uring)", Origin.ROOMCAST, "NETTY_IO_URING"),
  ROOMCAST_JAVA_WEBSOCKET(
      "roomcast-java-websocket", "Roomcast on Java-WebSocket", Origin.ROOMCAST, "JAVA_WEBSOCKET"),
  NIO_WRITE("nio-write", "limit: one write per message", Origin.LIMIT, "EACH"),
  NIO_GATHER("nio-gather", "limit: merged writes", Origin.LIMIT, "GATHERED"),
  JAVA_WEBSOCKET(
      "java-websocket", "Java-WebSocket alone", Origin.MAVEN, "java-websocket/JavaWebSocketPeer"),
  NETTY_SOCKETIO(
      "netty-socketio", "netty-socketio", Origin.MAVEN, "netty-socketio/NettySocketIoPeer"),
  SOCKETIO_JETTY(
      "socketio-jetty",
      "socket.io-server on Jetty",
      Origin.MAVEN,
      "socketio-jetty/SocketIoJettyPeer"),
  SOCKETIO_NODE("socketio-node", "socket.io on Node.js", Origin.NPM, "node");

  /** Where a server comes from. */
  enum Origin {
    ROOMCAST,
    LIMIT,
    MAVEN,
    NPM
  }

  private final String id;
  private final String title;
  private final Origin origin;
  private final String detail;

  Contender(String id, String title, Origin origin, String detail) {
    this.id = id;
    this.title = title;
    this.origin = origin;
    this.detail = detail;
  }

  /** The one with an id. */
  public static Optional<Contender> named(String id) {
    return Arrays.stream(values()).filter(contender -> contender.id.equals(id)).findFirst();
  }

  /** Their ids. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(Contender::id).toList();
  }

  /** As the command line and the results have it. */
  public String id() {
    return id;
  }

  /** As the report has it. */
  public String title() {
    return title;
  }

  /** Whether it speaks Socket.IO, and not only WebSocket. */
  public boolean speaksSocketIo() {
    return origin != Origin.LIMIT && this != JAVA_WEBSOCKET;
  }

  /** Whether it can share its rooms with others of its kind. */
  public boolean clusters() {
    return origin == Origin.ROOMCAST || origin == Origin.NPM;
  }

  Origin origin() {
    return origin;
  }

  /** What its process is told, or where its peer is. */
  String detail() {
    return detail;
  }
}
