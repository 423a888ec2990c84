package io.roomcast.testkit;

import io.roomcast.Server;
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
 * port, and otherwise keeps every promise of {@link Transport}, its timeouts and the limits of what
 * there is on it included. Listeners and request handlers run on one daemon thread of its own,
 * which ends when idle. Thread-safe.
 *
 * <p>What it does not simulate:
 *
 * <ul>
 *   <li>Bytes. Requests come parsed, so none is malformed, and no head is too long or half there:
 *       {@code maxHeadBytes} never strikes, and {@code headTimeout} only until the first request of
 *       a connection. A {@code Content-Length} is taken on trust.
 *   <li>Frames. There is nothing to compress, and no ping, pong or broken frame; a message is there
 *       as a whole or not at all. It never agrees on permessage-deflate, and {@code messageTimeout}
 *       never strikes.
 *   <li>TLS: {@link io.roomcast.spi.transport.Exchange#secure()} is always false.
 *   <li>Buffers of an operating system. What the server sends is taken at once by a client that
 *       reads, and not at all by one that does not, so the first byte for the latter is queued.
 *   <li>Several I/O threads, so it shows no race between two of them, and a handler or listener
 *       that blocks holds up everybody.
 *   <li>A network that is bad, or gone, unless it is asked to: see {@link Faults}.
 * </ul>
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
  private final InMemoryNetwork network;
  private final AtomicInteger ports = new AtomicInteger(49152);
  private @Nullable InMemoryRun run;
  private @Nullable InMemoryRun stopping; // the one before, which may be at its end or past it
  private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

  private InMemoryTransport(Faults faults) {
    network = new InMemoryNetwork(loop, faults);
  }

  /**
   * A new transport, not started.
   *
   * @return for one server
   */
  public static InMemoryTransport create() {
    return create(Faults.none());
  }

  /**
   * A new transport on a bad network, not started.
   *
   * @param faults what goes wrong there, from the first connection on
   * @return for one server
   */
  public static InMemoryTransport create(Faults faults) {
    return new InMemoryTransport(faults);
  }

  @Override
  public CompletableFuture<InetSocketAddress> start(RequestHandler handler, Limits limits) {
    synchronized (lock) {
      if (run != null) {
        return CompletableFuture.failedFuture(
            new TransportException(
                "the in-memory transport at " + ADDRESS + " is already started; stop it first"));
      }
      run = new InMemoryRun(loop, network, handler, limits);
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

  /**
   * How many steps have set out since the transport was made, as {@link Faults} count them.
   *
   * @return may grow at any time
   */
  public long steps() {
    return network.steps();
  }

  /**
   * How many writes of the server have ended since the transport was made, as {@link Faults} count
   * them.
   *
   * @return may grow at any time
   */
  public long writes() {
    return network.writes();
  }

  /**
   * What it is, for the message of a test that fails.
   *
   * @return the faults with their seed, and what they have broken so far
   */
  @Override
  public String toString() {
    return "in-memory transport with " + network;
  }

  /** What goes wrong below a server, if something does, to end a message with. */
  static String troubleOf(Server server) {
    return server.options().transport() instanceof InMemoryTransport memory
            && !memory.network.faults().isNone()
        ? " (" + memory.network + ')'
        : "";
  }

  InMemoryNetwork network() {
    return network;
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
