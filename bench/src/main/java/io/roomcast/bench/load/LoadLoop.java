package io.roomcast.bench.load;

import io.roomcast.bench.wire.HttpMessage;
import io.roomcast.bench.wire.Inflation;
import io.roomcast.bench.wire.WebSocketUpgrade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Looks again and again whether a connection has something to read. It does not wait in the
 * selector: the server that writes to a sleeping thread pays for waking it. Not thread-safe.
 */
final class LoadLoop implements AutoCloseable {
  private static final int INPUT_BYTES = 256 * 1024;
  private static final long PAUSE_NANOS = 1_000_000;

  /** A local address has some 28 000 ports; further clients come from its neighbours. */
  private static final int CLIENTS_PER_ADDRESS = 20_000;

  private static final int ADDRESSES = 4;

  /** Connections that are served before the loop beside this one is looked at. */
  private static final int SERVED_IN_A_ROW = 16;

  private final Selector selector;
  private final List<InetSocketAddress> servers;
  private final boolean spin;
  private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
  private final Consumer<SelectionKey> ready = this::onReady;
  private final Inflation inflation = new Inflation(false);
  private final List<Inflation> inflations = new ArrayList<>(List.of(inflation));
  private Optional<LoadLoop> beside = Optional.empty();
  private int opened;
  private int served;
  private long busyNanos;

  /** Connections go to so many servers in turn, on ports from the given one on. */
  LoadLoop(int port, int nodes, boolean spin) {
    this(
        IntStream.range(port, port + nodes)
            .mapToObj(each -> new InetSocketAddress(InetAddress.getLoopbackAddress(), each))
            .toList(),
        spin);
  }

  private LoadLoop(List<InetSocketAddress> servers, boolean spin) {
    this.servers = servers;
    this.spin = spin;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the first server is, as a {@code Host} header has it. */
  String host() {
    return "127.0.0.1:" + servers.get(0).getPort();
  }

  /**
   * Another loop for the same servers, which passes whenever this one does and between its
   * connections too: what comes there waits for a few of them only. It is closed with this one.
   */
  LoadLoop beside() {
    LoadLoop other = new LoadLoop(servers, true);
    beside = Optional.of(other);
    return other;
  }

  /** What inflates the messages of a connection whose server has just agreed to compress them. */
  Inflation inflation(HttpMessage agreed) {
    if (!WebSocketUpgrade.takesOver(agreed)) {
      return inflation;
    }
    Inflation own = new Inflation(true);
    inflations.add(own);
    return own;
  }

  /** How long this loop has served connections, instead of looking for some that are ready. */
  long busyNanos() {
    return busyNanos;
  }

  /** Begins to connect. */
  Link open(LinkListener listener) {
    InetSocketAddress server = servers.get(opened % servers.size());
    try {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      int neighbour = neighbour(opened++);
      if (neighbour > 0) {
        byte[] address = {127, 0, 0, (byte) (1 + neighbour)};
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
      }
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      Link link = new Link(channel, key, listener);
      key.attach(link);
      if (channel.connect(server)) {
        key.interestOps(SelectionKey.OP_READ);
        listener.onOpen(link);
      }
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException("no connection to " + server, e);
    }
  }

  /** How far the local address of a connection is from the first one, by its number. */
  static int neighbour(int number) {
    return number % (ADDRESSES * CLIENTS_PER_ADDRESS) / CLIENTS_PER_ADDRESS;
  }

  /** Serves once what is ready. */
  void pass() {
    try {
      long start = System.nanoTime();
      if (selector.selectNow(ready) > 0) {
        busyNanos += System.nanoTime() - start;
      } else if (spin) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      beside.ifPresent(LoadLoop::pass);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onReady(SelectionKey key) {
    ((Link) key.attachment()).onReady(input);
    if (++served % SERVED_IN_A_ROW == 0) {
      beside.ifPresent(LoadLoop::pass);
    }
  }

  @Override
  public void close() {
    beside.ifPresent(LoadLoop::close);
    inflations.forEach(Inflation::close);
    try {
      selector.keys().forEach(key -> ((Link) key.attachment()).close());
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
