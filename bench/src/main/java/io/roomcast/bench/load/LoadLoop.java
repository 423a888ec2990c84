package io.roomcast.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
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

  private final Selector selector;
  private final List<InetSocketAddress> servers;
  private final boolean spin;
  private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
  private final Consumer<SelectionKey> ready = this::onReady;
  private int opened;

  /** Connections go to so many servers in turn, on ports from the given one on. */
  LoadLoop(int port, int nodes, boolean spin) {
    this.servers =
        IntStream.range(port, port + nodes)
            .mapToObj(each -> new InetSocketAddress(InetAddress.getLoopbackAddress(), each))
            .toList();
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
      if (selector.selectNow(ready) == 0) {
        if (spin) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onReady(SelectionKey key) {
    ((Link) key.attachment()).onReady(input);
  }

  @Override
  public void close() {
    try {
      selector.keys().forEach(key -> ((Link) key.attachment()).close());
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
