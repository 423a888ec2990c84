package io.roomcast.transport.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.TransportException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Serves HTTP/1.1 and WebSocket on one port with Netty, plain or inside TLS.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(NettyTransport.onPort(8443).withTls(sslContext))
 *     .build();
 * }</pre>
 *
 * <p>Configuration is immutable: each {@code with…} method returns a new transport, which is not
 * started. All methods are thread-safe and none blocks. A transport can be started again after it
 * was stopped; {@link #start} during a stop waits for it.
 *
 * <p>Every {@link Limits limit} holds from the first byte of a connection on; a TLS handshake
 * counts towards {@link Limits#headTimeout()}. A port speaks TLS or it does not: a client that
 * tries the other is disconnected. HTTP/2 is not spoken.
 *
 * <p>For an event loop, a port or a pipeline of your own see {@link #withEventLoopGroup} and {@link
 * #embedded}.
 *
 * <p>Counterpart in Socket.IO: the HTTP(S) server that {@code new Server(httpServer)} is given,
 * together with the {@code ws} package.
 */
public final class NettyTransport implements Transport {
  private final Settings settings;
  private final Lifecycle lifecycle;

  private NettyTransport(Settings settings) {
    this.settings = settings;
    this.lifecycle = new Lifecycle(settings.address.toString());
  }

  /**
   * A transport on a port of every local address.
   *
   * @param port 0 to 65535; 0 lets the system choose, and {@link #start} tells which
   * @return a transport with the default settings
   * @throws IllegalArgumentException if the port is out of range
   */
  public static NettyTransport onPort(int port) {
    return on(new InetSocketAddress(port));
  }

  /**
   * A transport on one address.
   *
   * @param address where to listen; port 0 lets the system choose
   * @return a transport with the default settings
   */
  public static NettyTransport on(InetSocketAddress address) {
    return new NettyTransport(new Settings(Objects.requireNonNull(address, "address")));
  }

  /**
   * A transport that listens nowhere: it serves the connections in whose pipelines an application
   * puts its handler.
   *
   * @return a new transport
   */
  public static EmbeddedNettyTransport embedded() {
    return new EmbeddedNettyTransport();
  }

  /**
   * Sets how many threads parse, call the core and write. A connection stays on one of them. One
   * more accepts connections; inside TLS up to as many again do what is costly in handshakes.
   *
   * @param count at least 1. Default: the number of processors, at least 2
   * @return a new transport
   * @throws IllegalArgumentException if the count is not positive
   */
  public NettyTransport withIoThreads(int count) {
    requirePositive(count, "ioThreads");
    return with(next -> next.ioThreads = count);
  }

  /**
   * Sets how many connections the system holds that were not accepted yet.
   *
   * @param connections at least 1; the system may cut it ({@code net.core.somaxconn} on Linux).
   *     Default 1024
   * @return a new transport
   * @throws IllegalArgumentException if the number is not positive
   */
  public NettyTransport withBacklog(int connections) {
    requirePositive(connections, "backlog");
    return with(next -> next.backlog = connections);
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
  public NettyTransport withSendBuffer(int bytes) {
    requirePositive(bytes, "sendBuffer");
    return with(next -> next.sendBufferBytes = bytes);
  }

  /**
   * Sets whether small segments leave at once ({@code TCP_NODELAY}).
   *
   * @param on false to let the system collect them. Default true
   * @return a new transport
   */
  public NettyTransport withTcpNoDelay(boolean on) {
    return with(next -> next.tcpNoDelay = on);
  }

  /**
   * Sets what the names of all threads of this transport begin with; the port and a role follow, as
   * in {@code roomcast-8080-io-0}, {@code …-acceptor} and {@code …-tls-0}.
   *
   * @param prefix not empty. Default {@code roomcast}
   * @return a new transport
   * @throws IllegalArgumentException if the prefix is empty
   */
  public NettyTransport withThreadName(String prefix) {
    if (prefix.isEmpty()) {
      throw new IllegalArgumentException("threadName must not be empty");
    }
    return with(next -> next.threadName = prefix);
  }

  /**
   * Sets by which means of the system it reads and writes.
   *
   * @param io where it is not available, {@link #start} fails and says why. Default {@link
   *     NettyIo#AUTO}
   * @return a new transport
   */
  public NettyTransport withIo(NettyIo io) {
    Objects.requireNonNull(io, "io");
    return with(next -> next.io = io);
  }

  /**
   * Speaks TLS, with Netty's own kind of context: for OpenSSL, or for certificates in PEM files. It
   * is one context for every client; where the server name chooses the certificate (SNI), put an
   * {@code SniHandler} before the handler of an {@linkplain #embedded() embedded} transport.
   *
   * <p>The arithmetic of handshakes, and key and trust managers, which may block, are left to
   * threads of their own ({@code …-tls-n}, at most as many as {@linkplain #withIoThreads I/O
   * threads}): a slow one delays no connection that is open. They end when they have had nothing to
   * do for 10 s.
   *
   * <p>OpenSSL needs {@code io.netty:netty-tcnative-boringssl-static} on the class path. A context
   * whose references are counted ({@code OPENSSL_REFCNT}) stays the caller's, who releases it when
   * the transport has stopped for good.
   *
   * @param context of a server; without HTTP/2 among its protocols (ALPN), which is not spoken here
   * @return a new transport
   * @throws IllegalArgumentException if the context is a client's, or would agree on HTTP/2
   */
  public NettyTransport withTls(SslContext context) {
    if (context.isClient()) {
      throw new IllegalArgumentException("the TLS context is a client's, not a server's");
    }
    if (context.applicationProtocolNegotiator().protocols().contains("h2")) {
      throw new IllegalArgumentException(
          "the TLS context offers HTTP/2 (\"h2\" in its ApplicationProtocolConfig), which is not"
              + " spoken here; leave it out, or leave ALPN away");
    }
    return with(next -> next.tls = context);
  }

  /**
   * Speaks TLS, with the JDK's kind of context, its default protocols and cipher suites, and no
   * certificates of clients; on threads as {@link #withTls(SslContext)} says.
   *
   * @param context holds the server's key
   * @return a new transport
   */
  public NettyTransport withTls(SSLContext context) {
    return withTls(
        new JdkSslContext(
            Objects.requireNonNull(context, "context"),
            false,
            null,
            IdentityCipherSuiteFilter.INSTANCE,
            ApplicationProtocolConfig.DISABLED,
            ClientAuth.NONE,
            null,
            false));
  }

  /**
   * Runs on event loops that somebody else made, and never shuts them down: {@link #stop} ends the
   * connections and frees the port, no more. There are no I/O threads and no acceptor of its own
   * then; what remains are the threads for {@linkplain #withTls(SslContext) handshakes}, which
   * {@link #withIoThreads} and {@link #withThreadName} still set and {@link #stop} ends.
   *
   * @param group its loops accept and serve; they must be of a kind that {@link NettyIo} names
   * @return a new transport
   */
  public NettyTransport withEventLoopGroup(EventLoopGroup group) {
    Objects.requireNonNull(group, "group");
    return with(next -> next.group = group);
  }

  private NettyTransport with(Consumer<Settings> change) {
    Settings next = settings.copy();
    change.accept(next);
    return new NettyTransport(next);
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
    Service service = new Service(handler, limits);
    return lifecycle.start(
        new Run(
            settings.address.toString(),
            settings.threadName + "-" + settings.address.getPort(),
            service,
            new PortEndpoint(settings)));
  }

  @Override
  public int connectionCount() {
    return lifecycle.connectionCount();
  }

  @Override
  public CompletionStage<Void> stop(Duration grace) {
    return lifecycle.stop(grace);
  }

  @Override
  public String toString() {
    return "NettyTransport[" + settings.address + "]";
  }
}
