package io.roomcast.testkit;

import io.roomcast.spi.codec.Message;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerWebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets over a WebSocket: one per message. */
final class WebSocketLink implements EngineLink {
  private final PeerWebSocket webSocket;
  private final Receiver receiver;

  WebSocketLink(PeerWebSocket webSocket, Receiver receiver) {
    this.webSocket = webSocket;
    this.receiver = receiver;
  }

  /** Begins to receive. */
  void start() {
    var unused =
        webSocket
            .opened()
            .whenComplete(
                (response, failure) -> {
                  if (failure != null) {
                    receiver.onLost("the WebSocket was refused: " + failure.getMessage());
                  } else {
                    receive();
                  }
                });
  }

  @Override
  public synchronized void send(List<Message> packets) {
    for (Message packet : packets) {
      if (packet instanceof Message.Text text) {
        webSocket.sendText(text.text());
      } else if (packet instanceof Message.Binary binary) {
        webSocket.sendBinary(bytes(binary.bytes()));
      }
    }
  }

  /** Closes with a close frame. */
  void close() {
    webSocket.close(1000, "");
  }

  @Override
  public void abort() {
    webSocket.abort();
  }

  private void receive() {
    var unused = webSocket.next().whenComplete(this::received);
  }

  private void received(@Nullable PeerFrame frame, @Nullable Throwable failure) {
    if (frame instanceof PeerFrame.Text text) {
      receiver.onPacket(new Message.Text(text.text()));
    } else if (frame instanceof PeerFrame.Binary binary) {
      receiver.onPacket(new Message.Binary(ByteBuffer.wrap(binary.bytes())));
    } else if (!(frame instanceof PeerFrame.Close)) {
      receiver.onLost("transport close");
      return;
    }
    receive();
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
