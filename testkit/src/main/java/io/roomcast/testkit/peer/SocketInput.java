package io.roomcast.testkit.peer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Buffered reading from a socket that can be paused: nothing is taken from it meanwhile, but what
 * is allowed.
 */
final class SocketInput {
  private final InputStream in;
  private final byte[] buffer = new byte[8 * 1024];
  private int at;
  private int end;

  private final Object lock = new Object();
  private boolean paused;
  private int allowed; // bytes, while it is paused

  SocketInput(InputStream in) {
    this.in = in;
  }

  void pause() {
    synchronized (lock) {
      paused = true;
    }
  }

  void resume() {
    synchronized (lock) {
      paused = false;
      allowed = 0;
      lock.notifyAll();
    }
  }

  /** Takes so many bytes more while it is paused. */
  void allow(int bytes) {
    synchronized (lock) {
      if (paused) {
        allowed += bytes;
        lock.notifyAll();
      }
    }
  }

  /** The next byte, or -1 at the end. */
  int read() throws IOException {
    int room = awaitGo();
    if (at == end) {
      end = in.read(buffer, 0, room);
      at = 0;
      if (end <= 0) {
        end = 0;
        return -1;
      }
      int unused = awaitGo();
      spend(end);
    }
    return buffer[at++] & 0xff;
  }

  int require() throws IOException {
    int b = read();
    if (b < 0) {
      throw new EOFException("the stream ended in the middle");
    }
    return b;
  }

  byte[] require(int length) throws IOException {
    byte[] bytes = new byte[length];
    int have = 0;
    while (have < length) {
      bytes[have++] = (byte) require(); // refills the buffer
      int more = Math.min(length - have, end - at);
      System.arraycopy(buffer, at, bytes, have, more);
      have += more;
      at += more;
    }
    return bytes;
  }

  /** A line without its end. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    int b = require();
    while (b != '\n') {
      line.append((char) b);
      b = require();
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }

  private void spend(int bytes) {
    synchronized (lock) {
      allowed = Math.max(0, allowed - bytes);
    }
  }

  /** How many bytes may be taken, at least one. */
  private int awaitGo() throws IOException {
    synchronized (lock) {
      while (paused && allowed == 0) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted", e);
        }
      }
      return paused ? Math.min(allowed, buffer.length) : buffer.length;
    }
  }
}
