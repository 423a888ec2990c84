package io.roomcast.e2e;

import static java.util.Objects.requireNonNull;

import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.testkit.peer.SocketPeer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One server at two free ports: one for plain connections, and one for those inside TLS. */
public final class TwoPorts implements Transport {
  private final Transport plain;
  private final Transport tls;
  private volatile InetSocketAddress plainAddress;
  private volatile InetSocketAddress tlsAddress;

  /** Not started. */
  public TwoPorts(ServerTransport transport) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    plain = Wire.PLAIN.transport(transport, anyPort);
    tls = Wire.TLS.transport(transport, anyPort);
  }

  @Override
  public CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits) {
    return plain
        .start(handler, limits)
        .thenCompose(
            address -> {
              plainAddress = address;
              return tls.start(handler, limits);
            })
        .thenApply(
            address -> {
              tlsAddress = address;
              return plainAddress;
            });
  }

  @Override
  public int connectionCount() {
    return plain.connectionCount() + tls.connectionCount();
  }

  @Override
  public CompletionStage<Void> stop(Duration grace) {
    return CompletableFuture.allOf(
        plain.stop(grace).toCompletableFuture(), tls.stop(grace).toCompletableFuture());
  }

  /** Where raw clients connect to, once it is started. */
  Target target(Wire wire) {
    InetSocketAddress address = wire == Wire.PLAIN ? plainAddress : tlsAddress;
    return new Target(wire, requireNonNull(address).getPort());
  }

  /** A client of the plain port, once that is started. */
  public SocketPeer plainPeer() {
    return SocketPeer.of(requireNonNull(plainAddress));
  }

  /** A client of the port inside TLS, likewise. */
  public SocketPeer tlsPeer() {
    return SocketPeer.secure(requireNonNull(tlsAddress), Wire.clientContext());
  }
}
