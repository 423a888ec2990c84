package io.roomcast.bench.jmh;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client on a WebSocket that is a method call: it takes everything at once, counts it and forgets
 * it. What it sends runs through the server on the calling thread.
 */
final class DirectClient implements WebSocketConnection {
  private final WebSocketListener server;
  private final AtomicLong messages = new AtomicLong();

  private DirectClient(WebSocketListener server) {
    this.server = server;
  }

  /** A client whose request to upgrade has been accepted. */
  static DirectClient open(WebSocketListener server) {
    DirectClient client = new DirectClient(server);
    server.onOpen(client);
    return client;
  }

  /** Sends a text message: a packet of Engine.IO. */
  void emit(String packet) {
    server.onText(packet);
  }

  /** Sends a binary message. */
  void emit(ByteBuffer bytes) {
    server.onBinary(bytes);
  }

  /** Messages that the server has sent to it. */
  long messages() {
    return messages.get();
  }

  /** One call at a time, as the server promises; so the count needs no atomic addition. */
  @Override
  public void send(OutboundMessage message) {
    messages.setRelease(messages.getPlain() + 1);
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public long queuedBytes() {
    return 0;
  }

  @Override
  public void readable(boolean on) {}

  @Override
  public void close(int code, String reason) {
    server.onClosed(code, reason, null);
  }

  @Override
  public void terminate() {
    server.onClosed(1006, "", null);
  }
}
