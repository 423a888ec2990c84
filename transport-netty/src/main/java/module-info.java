import org.jspecify.annotations.NullMarked;

/** The transport that serves HTTP, WebSocket and TLS on one port with Netty. */
@NullMarked
module io.roomcast.transport.netty {
  requires transitive io.roomcast;
  requires transitive io.netty.common;
  requires transitive io.netty.handler;
  requires transitive io.netty.transport;
  requires io.netty.buffer;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.roomcast.transport.netty;
}
