package io.roomcast.engineio;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides whether a client may open a session, before anything of it exists. Asked once per
 * handshake, not for later requests of the session; runs on the server's executor and may block. An
 * exception, or a stage that fails, refuses.
 *
 * <pre>{@code
 * Server.builder().engine(e -> e.admission(request ->
 *     accounts.find(request.query().getOrDefault("token", "")).thenCompose(user ->
 *         user.isPresent()
 *             ? Admission.Verdict.allow()
 *             : Admission.Verdict.refuse("unknown token"))));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code allowRequest} option.
 */
@FunctionalInterface
public interface Admission {

  /**
   * Decides.
   *
   * @param request the request
   * @return completes with the verdict, and must do so some time: until then the request keeps its
   *     place among {@link EngineOptions#maxPendingHandshakes()}, even if the client has gone
   * @throws Exception refuses
   */
  CompletionStage<Verdict> admit(HandshakeRequest request) throws Exception;

  /**
   * A verdict.
   *
   * @param allowed whether the session may begin
   * @param message what the client is told of a refusal; {@code Forbidden} where empty
   */
  record Verdict(boolean allowed, Optional<String> message) {
    private static final Verdict ALLOWED = new Verdict(true, Optional.empty());

    public Verdict {
      requireNonNull(message, "message");
    }

    /**
     * Lets the client in.
     *
     * @return a completed stage
     */
    public static CompletionStage<Verdict> allow() {
      return CompletableFuture.completedStage(ALLOWED);
    }

    /**
     * Turns the client away with code 4.
     *
     * @param message what it is told
     * @return a completed stage
     */
    public static CompletionStage<Verdict> refuse(String message) {
      return CompletableFuture.completedStage(new Verdict(false, Optional.of(message)));
    }
  }
}
