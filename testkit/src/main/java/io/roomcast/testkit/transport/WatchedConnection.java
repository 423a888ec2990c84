package io.roomcast.testkit.transport;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;

/** A connection under {@link CallWatch}. */
record WatchedConnection(WebSocketConnection connection, CallWatch watch)
    implements WebSocketConnection {

  @Override
  public void send(OutboundMessage message) {
    watch.call("send", () -> connection.send(message));
  }

  @Override
  public boolean isWritable() {
    return watch.call("isWritable", connection::isWritable);
  }

  @Override
  public long queuedBytes() {
    return watch.call("queuedBytes", connection::queuedBytes);
  }

  @Override
  public void readable(boolean on) {
    watch.call("readable", () -> connection.readable(on));
  }

  @Override
  public void close(int code, String reason) {
    watch.call("close", () -> connection.close(code, reason));
  }

  @Override
  public void terminate() {
    watch.call("terminate", connection::terminate);
  }
}
