package io.roomcast.testkit;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A transport without a network: clients in the same process connect by method calls. It opens no
 * port, and otherwise keeps every promise of {@link Transport}, its limits and timeouts included.
 * It has no frames, so there is nothing to compress on it, and no message comes in part: it never
 * agrees on permessage-deflate, and its {@code messageTimeout} never strikes. Listeners and request
 * handlers run on one daemon thread of its own, which ends when idle. Thread-safe.
 *
 * <pre>{@code
 * InMemoryTransport transport = InMemoryTransport.create();
 * Server io = Server.builder().transport(transport).build();
 * io.onConnection(socket -> socket.on("hello", String.class, name -> io.emit("greeting", name)));
 * io.start().join();
 * try (TestClient client = TestClient.connect(io)) {
 *   client.emit("hello", "Ada");
 *   client.await("greeting");
 * }
 * }</pre>
 *
 * <p>{@link TestClient} speaks Socket.IO to it, {@link #peer()} plain HTTP and WebSocket.
 */
public final class InMemoryTransport implements Transport {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress(host(), 80);

  private final Object lock = new Object();
  private final InMemoryLoop loop = new InMemoryLoop();
  private final AtomicInteger ports = new AtomicInteger(49152);
  private @Nullable InMemoryRun run;
  private @Nullable InMemoryRun stopping; // the one before, which may be at its end or past it
  private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

  private InMemoryTransport() {}

  /**
   * A new transport, not started.
   *
   * @return for one server
   */
  public static InMemoryTransport create() {
    return new InMemoryTransport();
  }

  @Override
  public CompletableFuture<InetSocketAddress> start(RequestHandler handler, Limits limits) {
    synchronized (lock) {
      if (run != null) {
        return CompletableFuture.failedFuture(
            new TransportException(
                "the in-memory transport at " + ADDRESS + " is already started; stop it first"));
      }
      run = new InMemoryRun(loop, handler, limits);
    }
    return CompletableFuture.supplyAsync(() -> ADDRESS, loop);
  }

  @Override
  public CompletableFuture<Void> stop(Duration grace) {
    synchronized (lock) {
      if (run != null) {
        stopped = run.stop(grace);
        stopping = run;
        run = null;
      } else if (stopping != null) {
        stopping.shorten(grace);
      }
      return stopped.copy();
    }
  }

  /**
   * A client side, whose connections come from a loopback address with a new port each.
   *
   * @return a new peer
   */
  public Peer peer() {
    return peer(InetAddress.getLoopbackAddress());
  }

  /**
   * A client side at another address, for handlers that look at it.
   *
   * @param address where its connections seem to come from
   * @return a new peer
   */
  public Peer peer(InetAddress address) {
    return new InMemoryPeer(this, address);
  }

  /**
   * How many connections are open.
   *
   * @return 0 when not started
   */
  @Override
  public int connectionCount() {
    synchronized (lock) {
      return run == null ? 0 : run.connectionCount();
    }
  }

  PeerConnection connect(InetAddress from) {
    synchronized (lock) {
      if (run == null) {
        throw new PeerDisconnectedException(
            "connection refused: the in-memory transport is not started");
      }
      return run.connect(new InetSocketAddress(from, nextPort()));
    }
  }

  private int nextPort() {
    return ports.getAndUpdate(port -> port == 65535 ? 49152 : port + 1);
  }

  private static InetAddress host() {
    try {
      return InetAddress.getByAddress("in-memory", new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible); // four bytes are always an address
    }
  }
}
