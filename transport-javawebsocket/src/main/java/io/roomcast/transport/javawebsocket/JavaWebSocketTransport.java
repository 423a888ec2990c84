package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.TransportException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Serves HTTP/1.1 and WebSocket on one port with Java-WebSocket.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(JavaWebSocketTransport.onPort(8080))
 *     .build();
 * }</pre>
 *
 * <p>Configuration is immutable: each {@code with…} method returns a new transport, which is not
 * started. All methods are thread-safe and none blocks. A transport can be started again after it
 * was stopped; {@link #start} during a stop waits for it.
 *
 * <p>Every {@link Limits limit} holds from the first byte of a connection on. Compression ({@code
 * permessage-deflate}) is agreed on with clients that offer it where {@link
 * Limits#perMessageDeflate()} switches it on, which by default it does not.
 *
 * <p>Jetty's parser logs a warning for each request with two {@code Host} headers, which any client
 * can send; where logs matter, set {@code org.eclipse.jetty.http.HttpParser} to level error.
 *
 * <p>It speaks TLS where it {@linkplain #withTls(SSLContext) is told to}, on a port that is then
 * for TLS only; {@link io.roomcast.spi.transport.Exchange#secure()} is true there, and false on a
 * plain port. Where a proxy in front does so (nginx, HAProxy, Caddy, a load balancer), let it pass
 * {@code Upgrade} and {@code Connection} on.
 *
 * <p>Counterpart in Socket.IO: the HTTP server that {@code new Server(httpServer)} is given,
 * together with the {@code ws} package.
 */
public final class JavaWebSocketTransport implements Transport {
  private final Settings settings;
  private final Object lock = new Object();
  private @Nullable Binding binding;

  private JavaWebSocketTransport(Settings settings) {
    this.settings = settings;
  }

  /**
   * A transport on a port of every local address.
   *
   * @param port 0 to 65535; 0 lets the system choose, and {@link #start} tells which
   * @return a transport with the default settings
   * @throws IllegalArgumentException if the port is out of range
   */
  public static JavaWebSocketTransport onPort(int port) {
    return on(new InetSocketAddress(port));
  }

  /**
   * A transport on one address.
   *
   * @param address where to listen; port 0 lets the system choose
   * @return a transport with the default settings
   */
  public static JavaWebSocketTransport on(InetSocketAddress address) {
    return new JavaWebSocketTransport(Settings.defaults(address));
  }

  /**
   * Sets how many threads parse, call the core and write. A connection stays on one of them.
   *
   * @param count at least 1. Default: the number of processors, at least 2
   * @return a new transport
   * @throws IllegalArgumentException if the count is not positive
   */
  public JavaWebSocketTransport withIoThreads(int count) {
    requirePositive(count, "ioThreads");
    return new JavaWebSocketTransport(
        new Settings(
            settings.address(),
            count,
            settings.backlog(),
            settings.sendBufferBytes(),
            settings.tcpNoDelay(),
            settings.threadName(),
            settings.tls()));
  }

  /**
   * Sets how many connections the system holds that were not accepted yet.
   *
   * @param connections at least 1; the system may cut it ({@code net.core.somaxconn} on Linux).
   *     Default 1024
   * @return a new transport
   * @throws IllegalArgumentException if the number is not positive
   */
  public JavaWebSocketTransport withBacklog(int connections) {
    requirePositive(connections, "backlog");
    return new JavaWebSocketTransport(
        new Settings(
            settings.address(),
            settings.ioThreads(),
            connections,
            settings.sendBufferBytes(),
            settings.tcpNoDelay(),
            settings.threadName(),
            settings.tls()));
  }

  /**
   * Sets the send buffer of each connection ({@code SO_SNDBUF}). What the system buffers does not
   * count as queued; a system that tunes the buffer itself may swallow megabytes before a slow
   * client is noticed, so a server with many slow clients sets this.
   *
   * @param bytes at least 1. Default: left to the system
   * @return a new transport
   * @throws IllegalArgumentException if the size is not positive
   */
  public JavaWebSocketTransport withSendBuffer(int bytes) {
    requirePositive(bytes, "sendBuffer");
    return new JavaWebSocketTransport(
        new Settings(
            settings.address(),
            settings.ioThreads(),
            settings.backlog(),
            bytes,
            settings.tcpNoDelay(),
            settings.threadName(),
            settings.tls()));
  }

  /**
   * Sets whether small segments leave at once ({@code TCP_NODELAY}).
   *
   * @param on false to let the system collect them. Default true
   * @return a new transport
   */
  public JavaWebSocketTransport withTcpNoDelay(boolean on) {
    return new JavaWebSocketTransport(
        new Settings(
            settings.address(),
            settings.ioThreads(),
            settings.backlog(),
            settings.sendBufferBytes(),
            on,
            settings.threadName(),
            settings.tls()));
  }

  /**
   * Sets what the names of all threads of this transport begin with; the port and a role follow, as
   * in {@code roomcast-8080-io-0}.
   *
   * @param prefix not empty. Default {@code roomcast}
   * @return a new transport
   * @throws IllegalArgumentException if the prefix is empty
   */
  public JavaWebSocketTransport withThreadName(String prefix) {
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException("threadName must not be empty");
    }
    return new JavaWebSocketTransport(
        new Settings(
            settings.address(),
            settings.ioThreads(),
            settings.backlog(),
            settings.sendBufferBytes(),
            settings.tcpNoDelay(),
            prefix,
            settings.tls()));
  }

  /**
   * Serves HTTP and WebSocket inside TLS, and nothing else on this port.
   *
   * @param context initialised, with the server's key
   * @return a new transport, which speaks TLS 1.2 and 1.3; {@link #withTls(Tls)} says more
   */
  public JavaWebSocketTransport withTls(SSLContext context) {
    return withTls(Tls.of(context));
  }

  /**
   * Serves HTTP and WebSocket inside TLS, and nothing else on this port.
   *
   * <p>A handshake has to end, and the first request has to come, within {@link
   * Limits#headTimeout()}. Handshakes are done by threads of their own, as many as there are I/O
   * threads and at least two, so that a slow one delays no connection that is open. A connection
   * that says nothing costs no more than a plain one; one that rests holds the state of the JDK's
   * engine, roughly 6 kB, and no buffers.
   *
   * <p>What counts as {@linkplain io.roomcast.spi.transport.WebSocketConnection#queuedBytes()
   * queued} is plaintext: frames count until the system has taken the whole record that carries
   * them.
   *
   * @param tls which certificate, which clients, which versions
   * @return a new transport
   */
  public JavaWebSocketTransport withTls(Tls tls) {
    Objects.requireNonNull(tls, "tls");
    return new JavaWebSocketTransport(
        new Settings(
            settings.address(),
            settings.ioThreads(),
            settings.backlog(),
            settings.sendBufferBytes(),
            settings.tcpNoDelay(),
            settings.threadName(),
            tls));
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Starting a transport that is running fails with a {@link TransportException} and leaves it
   * running.
   */
  @Override
  public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
    Binding next = new Binding(settings, handler, limits);
    CompletableFuture<Void> before;
    synchronized (lock) {
      Binding previous = binding;
      if (previous != null && !previous.isOver()) {
        return CompletableFuture.failedFuture(
            new TransportException(
                "the transport on " + settings.address() + " is running already; stop it first"));
      }
      before = previous == null ? CompletableFuture.completedFuture(null) : previous.stopped();
      next.follow(previous);
      binding = next;
    }
    CompletableFuture<Void> unused = before.whenComplete((done, failure) -> next.start());
    return next.address();
  }

  @Override
  public int connectionCount() {
    synchronized (lock) {
      return binding == null ? 0 : binding.connectionCount();
    }
  }

  @Override
  public CompletionStage<Void> stop(Duration grace) {
    synchronized (lock) {
      return binding == null ? CompletableFuture.completedFuture(null) : binding.stop(grace);
    }
  }

  @Override
  public String toString() {
    return "JavaWebSocketTransport[" + settings.address() + "]";
  }
}
