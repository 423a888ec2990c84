package io.roomcast.transport.javawebsocket;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a {@link JavaWebSocketTransport} was configured with. */
record Settings(
    InetSocketAddress address,
    int ioThreads,
    int backlog,
    int sendBufferBytes,
    boolean tcpNoDelay,
    String threadName,
    @Nullable Tls tls) {

  static Settings defaults(InetSocketAddress address) {
    int ioThreads = Math.max(2, Runtime.getRuntime().availableProcessors());
    return new Settings(address, ioThreads, 1024, 0, true, "roomcast", null);
  }
}
