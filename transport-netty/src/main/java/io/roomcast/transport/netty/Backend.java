package io.roomcast.transport.netty;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.roomcast.spi.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * How the system is asked for events.
 *
 * @param io never {@link NettyIo#AUTO}
 */
record Backend(
    NettyIo io, IoHandlerFactory handlers, ChannelFactory<? extends ServerChannel> listening) {

  /** The backend that was asked for, if this machine has it. */
  static Backend of(NettyIo io) {
    return switch (io) {
      case AUTO -> of(Epoll.isAvailable() ? NettyIo.EPOLL : NettyIo.NIO);
      case NIO -> new Backend(io, NioIoHandler.newFactory(), NioServerSocketChannel::new);
      case EPOLL -> {
        require(io, Epoll.unavailabilityCause(), "netty-transport-native-epoll");
        yield new Backend(io, EpollIoHandler.newFactory(), EpollServerSocketChannel::new);
      }
      case IO_URING -> {
        require(io, IoUring.unavailabilityCause(), "netty-transport-native-io_uring");
        yield new Backend(io, IoUringIoHandler.newFactory(), IoUringServerSocketChannel::new);
      }
    };
  }

  /** The backend of a group of event loops that somebody else made. */
  static Backend of(NettyIo io, EventLoopGroup group) {
    if (group.isShuttingDown()) {
      throw new TransportException("the event loops of " + group + " were shut down; give others");
    }
    NettyIo found = null;
    if (group instanceof IoEventLoopGroup loops) {
      if (loops.isIoType(NioIoHandler.class)) {
        found = NettyIo.NIO;
      } else if (loops.isIoType(EpollIoHandler.class)) {
        found = NettyIo.EPOLL;
      } else if (loops.isIoType(IoUringIoHandler.class)) {
        found = NettyIo.IO_URING;
      }
    }
    if (found == null || (io != NettyIo.AUTO && io != found)) {
      throw new TransportException(
          "the event loops of "
              + group
              + " are of type "
              + (found == null ? "unknown" : found)
              + ", not "
              + (io == NettyIo.AUTO ? "NIO, EPOLL or IO_URING" : io)
              + "; make them with a matching IoHandlerFactory, or leave withIo away");
    }
    return of(found);
  }

  static void require(NettyIo io, @Nullable Throwable missing, String artifact) {
    if (missing != null) {
      throw new TransportException(
          io
              + " is not available here: "
              + missing
              + "; it needs Linux, a kernel that allows it, and io.netty:"
              + artifact
              + " with the classifier of this platform on the class path (NettyIo.AUTO takes what"
              + " there is)",
          missing);
    }
  }
}
