package io.roomcast.engineio;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes the ids of sessions. An id is a bearer token: whoever knows it can take the session over,
 * so it must not be guessable. Runs on the server's executor and may block; thread-safe.
 *
 * <pre>{@code
 * SessionIds random = SessionIds.random();
 * Server.builder().engine(e -> e.sessionIds(request ->
 *     random.next(request).thenApply(id -> "eu-" + id))); // tells a balancer the region
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code engine.generateId}.
 */
@FunctionalInterface
public interface SessionIds {

  /**
   * Makes an id.
   *
   * @param request the request that opens the session
   * @return completes with 1 to 128 characters out of {@code A-Z a-z 0-9 - _}; an id in use, or a
   *     failure, refuses the session with code 3
   * @throws Exception likewise
   */
  CompletionStage<String> next(HandshakeRequest request) throws Exception;

  /**
   * Twenty characters from 120 random bits.
   *
   * @return the default
   */
  static SessionIds random() {
    SecureRandom random = new SecureRandom();
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    return request -> {
      byte[] bits = new byte[15];
      random.nextBytes(bits);
      return CompletableFuture.completedStage(encoder.encodeToString(bits));
    };
  }
}
