package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Between a server and Redis: passes everything on, until it is told to hold everything back
 * without a word, as a network that is gone, or to break the connections off.
 */
final class CuttableProxy implements AutoCloseable {
  private static final int BUFFER = 8192;

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final Object gate = new Object();
  private boolean held; // guarded by the gate
  private boolean closed; // likewise
  private String poison = ""; // likewise
  private int poisoned; // how many connections it still breaks off; likewise

  CuttableProxy(int target) {
    this.target = target;
    try {
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  String uri() {
    return "redis://127.0.0.1:" + port();
  }

  int port() {
    return listening.getLocalPort();
  }

  /** From now on nothing passes, in either direction. */
  void hold() {
    synchronized (gate) {
      held = true;
    }
  }

  /** What was held back passes, and all that follows. */
  void release() {
    synchronized (gate) {
      held = false;
      gate.notifyAll();
    }
  }

  /** Breaks off what is connected; who connects anew is served. */
  void breakOff() {
    sockets.forEach(CuttableProxy::close);
  }

  /** Breaks off the next so many connections by which this is sent: it does not arrive. */
  void breakOffAt(String command, int times) {
    synchronized (gate) {
      poison = command;
      poisoned = times;
    }
  }

  /** How many there have been. */
  int connections() {
    return connections.get();
  }

  @Override
  public void close() {
    synchronized (gate) {
      closed = true;
      gate.notifyAll();
    }
    close(listening);
    breakOff();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listening.accept();
        connections.incrementAndGet();
        sockets.add(near);
        daemon(() -> connect(near));
      }
    } catch (IOException over) {
      return;
    }
  }

  private void connect(Socket near) {
    Socket far = new Socket();
    sockets.add(far);
    try {
      pass("");
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      daemon(() -> copy(far, near));
      copy(near, far);
    } catch (IOException | InterruptedException over) {
      close(near);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
        pass(new String(buffer, 0, read, ISO_8859_1));
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException | InterruptedException over) {
      // both ends go
    }
    close(from);
    close(to);
    sockets.remove(from);
    sockets.remove(to);
  }

  private void pass(String text) throws IOException, InterruptedException {
    synchronized (gate) {
      while (held && !closed) {
        gate.wait();
      }
      if (closed) {
        throw new IOException("closed");
      }
      if (poisoned > 0 && text.contains(poison)) {
        poisoned--;
        throw new IOException("broken off");
      }
    }
  }

  private static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cuttable-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
