package io.roomcast.bench.limit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One thread, one selector, WebSocket and no more: frames go out as they came in. */
public final class LimitServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int INPUT_BYTES = 64 * 1024;
  private static final int OUTPUT_BYTES = 1024 * 1024;

  private final Writing writing;
  private final ServerSocketChannel acceptor;
  private final Selector selector;
  private final Thread thread = new Thread(this::run, "limit");
  private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
  private final ByteBuffer frames = ByteBuffer.allocateDirect(OUTPUT_BYTES);
  private final List<LimitConnection> members = new ArrayList<>();
  private final Consumer<SelectionKey> ready = this::onReady;

  private LimitServer(Writing writing, int port) throws IOException {
    this.writing = writing;
    selector = Selector.open();
    acceptor = ServerSocketChannel.open();
    acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    acceptor.configureBlocking(false);
    acceptor.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
  }

  /**
   * Starts one.
   *
   * @param port 0 takes a free one
   */
  public static LimitServer start(Writing writing, int port) {
    try {
      LimitServer server = new LimitServer(writing, port);
      server.thread.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + port, e);
    }
  }

  public int port() {
    return acceptor.socket().getLocalPort();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(ready);
        flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void onReady(SelectionKey key) {
    try {
      if (key.attachment() instanceof LimitConnection connection) {
        connection.onReady(input);
      } else {
        accept();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() throws IOException {
    for (SocketChannel next = acceptor.accept(); next != null; next = acceptor.accept()) {
      next.configureBlocking(false);
      next.socket().setTcpNoDelay(true);
      SelectionKey key = next.register(selector, SelectionKey.OP_READ);
      key.attach(new LimitConnection(this, next, key));
    }
  }

  void join(LimitConnection connection) {
    members.add(connection);
  }

  void leave(LimitConnection connection) {
    members.remove(connection);
  }

  void broadcast(byte[] frame) {
    if (frames.remaining() < frame.length) {
      flush();
    }
    frames.put(frame);
    if (writing == Writing.EACH) {
      flush();
    }
  }

  private void flush() {
    frames.flip();
    if (frames.hasRemaining()) {
      // from the end: a member whose connection breaks takes itself out
      for (int i = members.size() - 1; i >= 0; i--) {
        frames.rewind();
        members.get(i).write(frames);
      }
    }
    frames.clear();
  }

  /** Stops serving. Waits for the loop. */
  @Override
  public void close() {
    try {
      acceptor.close();
      List<SelectionKey> keys = List.copyOf(selector.keys());
      selector.close();
      for (SelectionKey key : keys) {
        key.channel().close();
      }
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
