package io.roomcast.bench.server;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.roomcast.spi.transport.Transport;
import io.roomcast.transport.javawebsocket.JavaWebSocketTransport;
import io.roomcast.transport.netty.NettyIo;
import io.roomcast.transport.netty.NettyTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The transports by the names that the command line has for them. */
public enum Transports {
  NETTY_EPOLL,
  NETTY_NIO,
  NETTY_IO_URING,
  JAVA_WEBSOCKET;

  /**
   * Makes one, not started.
   *
   * @param port on 127.0.0.1; 0 takes a free one
   * @param loops I/O threads, or 0 for as many as there are by default
   */
  public Transport on(int port, int loops) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return switch (this) {
      case NETTY_EPOLL -> netty(address, NettyIo.EPOLL, loops);
      case NETTY_NIO -> netty(address, NettyIo.NIO, loops);
      case NETTY_IO_URING -> netty(address, NettyIo.IO_URING, loops);
      case JAVA_WEBSOCKET -> {
        JavaWebSocketTransport transport = JavaWebSocketTransport.on(address);
        yield loops == 0 ? transport : transport.withIoThreads(loops);
      }
    };
  }

  /** Why there is no such transport on this machine, or empty. */
  public Optional<String> obstacle() {
    return switch (this) {
      case NETTY_EPOLL -> Optional.ofNullable(Epoll.unavailabilityCause()).map(Throwable::toString);
      case NETTY_IO_URING ->
          Optional.ofNullable(IoUring.unavailabilityCause()).map(Throwable::toString);
      case NETTY_NIO, JAVA_WEBSOCKET -> Optional.empty();
    };
  }

  private static Transport netty(InetSocketAddress address, NettyIo io, int loops) {
    NettyTransport transport = NettyTransport.on(address).withIo(io);
    return loops == 0 ? transport : transport.withIoThreads(loops);
  }
}
