package io.roomcast.internal.exchange;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;

/** A connection that is read while both want it: its user, and what counts the user's backlog. */
final class SharedConnection implements WebSocketConnection {
  private final WebSocketConnection connection;
  private final Object lock = new Object();
  private boolean byUser = true;
  private boolean byBacklog = true;
  private boolean told = true;

  SharedConnection(WebSocketConnection connection) {
    this.connection = connection;
  }

  @Override
  public void readable(boolean on) {
    synchronized (lock) {
      byUser = on;
      tell();
    }
  }

  void readableByBacklog(boolean on) {
    synchronized (lock) {
      byBacklog = on;
      tell();
    }
  }

  /** Under the lock, or two changes could overtake each other; the call only leaves a note. */
  private void tell() {
    boolean wanted = byUser && byBacklog;
    if (wanted != told) {
      told = wanted;
      connection.readable(wanted);
    }
  }

  @Override
  public void send(OutboundMessage message) {
    connection.send(message);
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable();
  }

  @Override
  public long queuedBytes() {
    return connection.queuedBytes();
  }

  @Override
  public void close(int code, String reason) {
    connection.close(code, reason);
  }

  @Override
  public void terminate() {
    connection.terminate();
  }
}
