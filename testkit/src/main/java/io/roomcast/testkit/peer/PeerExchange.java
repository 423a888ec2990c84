package io.roomcast.testkit.peer;

import java.util.concurrent.CompletableFuture;

/**
 * A request whose body is still being sent. Thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * PeerExchange upload = peer.connect().open(PeerRequest.of("POST", "/orders"));
 * upload.write("tea".getBytes(UTF_8)); // and stays there, as a slow client does
 * assertThat(upload.response()).isNotDone();
 * upload.finish();
 * }</pre>
 */
public interface PeerExchange {

  /**
   * Sends a piece of the body.
   *
   * @param piece copied
   */
  void write(byte[] piece);

  /** Ends the body. */
  void finish();

  /**
   * The answer, which may come before the body has been sent.
   *
   * @return as for {@link PeerConnection#send}
   */
  CompletableFuture<PeerResponse> response();
}
