package io.roomcast.transport.javawebsocket;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Java-WebSocket as we use it: its selector and its worker read, and nothing else.
 *
 * <p>Accepting is taken away from it at the first connection, because there any failing {@code
 * accept}, for example for want of file descriptors, closes the listening channel for good. Writing
 * is never asked of its selector, because it keeps every writable key selected and goes through all
 * of them at each wake-up.
 */
final class LibraryServer extends WebSocketServer {
  private static final Logger log = LoggerFactory.getLogger(LibraryServer.class);
  private static final int STOP_MILLIS = 5000;

  /** What the binding wants to know. */
  interface Events {
    /** The library reads. */
    void started();

    /** The first connection waits; accepting is ours from now on. On the selector thread. */
    void firstConnection(ServerSocketChannel channel, Selector selector);

    /** The library has given up. */
    void died(Throwable cause);
  }

  private final String threadName;
  private final Events events;
  private volatile @Nullable Selector selector;
  private volatile @Nullable Thread selectorThread;

  LibraryServer(ServerSocketChannel channel, String threadName, Events events) {
    super(channel);
    this.threadName = threadName;
    this.events = events;
    // one worker is enough for copying buffers; the surplus ones have not been started
    decoders = new ArrayList<>(decoders.subList(0, 1));
    decoders.get(0).setName(threadName + "-worker");
    setConnectionLostTimeout(0);
    // else it takes the option back from our channel, and old connections block the port
    setReuseAddr(true);
  }

  @Override
  public void onStart() {
    Thread thread = Thread.currentThread();
    thread.setName(threadName + "-selector");
    selectorThread = thread;
    try {
      for (int i = 0; i <= 2 * decoders.size(); i++) {
        allocateBuffers(null);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      return;
    }
    events.started();
  }

  /** Takes accepting over; false cancels the library's own interest in new connections. */
  @Override
  protected boolean onConnect(SelectionKey key) {
    selector = key.selector();
    try {
      events.firstConnection((ServerSocketChannel) key.channel(), key.selector());
    } catch (Throwable t) {
      log.error("{} cannot accept", threadName, t);
      events.died(t);
    }
    return false;
  }

  /** Lets the library read a connection. */
  SelectionKey register(Connection connection) throws IOException {
    Selector target = selector;
    if (target == null) {
      throw new IllegalStateException("no connection was accepted yet");
    }
    LibrarySocket socket = new LibrarySocket(this, connection);
    SocketChannel channel = connection.channel();
    socket.setChannel(channel);
    SelectionKey key = channel.register(target, 0, socket); // the inbound queue lets it read
    socket.setSelectionKey(key);
    return key;
  }

  @Override
  protected void queue(WebSocketImpl socket) throws InterruptedException {
    ((LibrarySocket) socket).queued();
    super.queue(socket);
  }

  @Override
  public void onError(@Nullable WebSocket socket, Exception error) {
    if (socket != null) {
      log.warn("Java-WebSocket reports an error on a connection", error);
      return;
    }
    events.died(error);
    if (Thread.currentThread() == selectorThread) {
      // else the library waits for this very thread, for ever
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the library's threads. Blocks, and throws nothing. */
  void stopQuietly() {
    try {
      stop(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.debug("{} stopped with an error", threadName, e);
    }
  }

  /** The threads of the library. */
  List<Thread> threads() {
    List<Thread> threads = new ArrayList<>(decoders);
    Thread thread = selectorThread;
    if (thread != null) {
      threads.add(thread);
    }
    return threads;
  }

  @Override
  public void onOpen(WebSocket socket, ClientHandshake handshake) {
    throw new IllegalStateException("the library opens no WebSocket here");
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

  @Override
  public void onMessage(WebSocket socket, String message) {}
}
