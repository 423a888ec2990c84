package io.roomcast.testkit.peer;

import java.util.concurrent.CompletableFuture;

/**
 * One connection, seen from the client. Thread-safe; nothing here blocks. What one thread sends
 * leaves in that order. Futures complete on a thread of the peer's own: do not block there.
 *
 * <p>Example: {@link Peer}.
 */
public interface PeerConnection extends AutoCloseable {

  /**
   * Sends a whole request. Several may be sent in a row without waiting for the answers.
   *
   * @param request the request; {@code Host} and {@code Content-Length} are added where missing
   * @return completes with the answer; exceptionally with {@link PeerDisconnectedException} where
   *     the connection ends before it
   */
  CompletableFuture<PeerResponse> send(PeerRequest request);

  /**
   * Sends the head of a request and leaves its body open. The body is sent in chunks unless the
   * headers have a {@code Content-Length}.
   *
   * @param head the request; its body is the first piece
   * @return sends the rest
   */
  PeerExchange open(PeerRequest head);

  /**
   * Asks for an upgrade to WebSocket. Frames may be sent at once, before the server has agreed.
   *
   * @param request a GET; the headers of the opening handshake are added where missing
   * @return the WebSocket, open when {@link PeerWebSocket#opened()} completes
   */
  PeerWebSocket upgrade(PeerRequest request);

  /** Stops taking what the server sends, as a slow or stuck client does. */
  void stopReading();

  /** Takes what the server sends again, beginning with what has piled up. */
  void startReading();

  /**
   * The end of the connection, whoever caused it.
   *
   * @return completes when the connection has ended and all that came before was handed over; never
   *     exceptionally
   */
  CompletableFuture<Void> ended();

  /** Ends the connection abruptly, as a crashing client does: over TCP with a reset. */
  void abort();

  /** Ends the connection without ceremony: over TCP in the ordinary way. Harmless when ended. */
  @Override
  void close();
}
