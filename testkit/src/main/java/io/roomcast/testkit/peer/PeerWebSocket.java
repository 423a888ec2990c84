package io.roomcast.testkit.peer;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A WebSocket, seen from the client. Thread-safe; nothing here blocks. A close frame of the server
 * is answered, and its pings too, as long as this client reads.
 *
 * <pre>{@code
 * PeerWebSocket webSocket =
 *     peer.connect().upgrade(PeerRequest.get("/socket.io/?EIO=4&transport=websocket"));
 * assertThat(webSocket.opened().join().status()).isEqualTo(101);
 * assertThat(webSocket.next().join()).isInstanceOf(PeerFrame.Text.class);
 * webSocket.sendText("40");
 * }</pre>
 */
public interface PeerWebSocket extends AutoCloseable {

  /**
   * The answer to the opening handshake.
   *
   * @return completes with the 101; exceptionally with {@link UpgradeRefusedException}, or with
   *     {@link PeerDisconnectedException} where no answer came
   */
  CompletableFuture<PeerResponse> opened();

  /**
   * Sends a text message.
   *
   * @param text the message
   */
  void sendText(String text);

  /**
   * Sends a binary message.
   *
   * @param bytes the message
   */
  void sendBinary(byte[] bytes);

  /**
   * Sends one message in several frames.
   *
   * @param text whether it is a text message; its bytes need not be well-formed
   * @param fragments the payload of each frame, at least one
   */
  void sendFragments(boolean text, List<byte[]> fragments);

  /**
   * The next frame. Each frame is handed out once, in order; ask again only after the previous
   * future has completed.
   *
   * @return completes with the frame; {@link PeerFrame.End} is repeated for ever
   */
  CompletableFuture<PeerFrame> next();

  /** Stops taking what the server sends. */
  void stopReading();

  /** Takes what the server sends again. */
  void startReading();

  /**
   * Sends a close frame. The server answers it and ends the connection.
   *
   * @param code the close code; 1005 sends a frame without one
   * @param reason at most 123 bytes in UTF-8
   */
  void close(int code, String reason);

  /** Ends the connection abruptly, without a close frame: over TCP with a reset. */
  void abort();

  /** Ends the connection without a close frame, in the ordinary way. Harmless when ended. */
  @Override
  void close();
}
