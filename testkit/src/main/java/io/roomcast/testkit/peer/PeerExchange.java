package io.roomcast.testkit.peer;

import java.util.concurrent.CompletableFuture;

/** A request whose body is still being sent. Thread-safe; nothing here blocks. */
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
