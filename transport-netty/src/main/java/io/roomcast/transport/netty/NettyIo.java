package io.roomcast.transport.netty;

import io.roomcast.spi.transport.TransportException;

/** By which means of the operating system a {@link NettyTransport} reads and writes. */
public enum NettyIo {
  /**
   * {@link #EPOLL} where it is available, else {@link #NIO}. The default. On the module path epoll
   * is available only where its module was added: {@code --add-modules
   * io.netty.transport.epoll.linux.x86_64}, or {@code …aarch_64}.
   */
  AUTO,

  /** The JDK's selectors, which are there on every system. */
  NIO,

  /**
   * Linux's epoll, through Netty's native library, which this module brings along for x86-64 and
   * 64-bit ARM. On other systems the transport fails to start with a {@link TransportException}.
   */
  EPOLL,

  /**
   * Linux's io_uring. Add the native library to the class path yourself ({@code
   * io.netty:netty-transport-native-io_uring}, with the classifier {@code linux-x86_64} or {@code
   * linux-aarch_64}); where it is missing, or the kernel is too old or forbids io_uring, as many
   * containers do, the transport fails to start with a {@link TransportException} that says why.
   * With it Netty 4.2.18 misses a client's reset now and then, and a time-out has to end that
   * connection.
   */
  IO_URING
}
