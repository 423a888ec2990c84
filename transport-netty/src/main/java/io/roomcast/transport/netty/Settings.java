package io.roomcast.transport.netty;

import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a {@link NettyTransport} was configured with. Changed by {@link #copy} only. */
final class Settings {
  final InetSocketAddress address;
  int ioThreads = Math.max(2, Runtime.getRuntime().availableProcessors());
  int backlog = 1024;
  int sendBufferBytes;
  boolean tcpNoDelay = true;
  String threadName = "roomcast";
  NettyIo io = NettyIo.AUTO;
  @Nullable TlsContexts tls;
  @Nullable EventLoopGroup group;

  Settings(InetSocketAddress address) {
    this.address = address;
  }

  /** A copy, to be changed before anybody else sees it. */
  Settings copy() {
    Settings copy = new Settings(address);
    copy.ioThreads = ioThreads;
    copy.backlog = backlog;
    copy.sendBufferBytes = sendBufferBytes;
    copy.tcpNoDelay = tcpNoDelay;
    copy.threadName = threadName;
    copy.io = io;
    copy.tls = tls;
    copy.group = group;
    return copy;
  }
}
