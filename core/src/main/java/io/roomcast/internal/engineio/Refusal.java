package io.roomcast.internal.engineio;

import io.roomcast.engineio.HandshakeError.Code;
import java.util.Map;
import java.util.Optional;

/**
 * Why a request is turned away (EIO-9).
 *
 * @param message the application's own, in place of the code's
 * @param context for the log and the application; no session id is ever in it
 */
record Refusal(Code code, Optional<String> message, Map<String, String> context) {

  static Refusal of(Code code) {
    return new Refusal(code, Optional.empty(), Map.of());
  }

  static Refusal of(Code code, String key, String value) {
    return new Refusal(code, Optional.empty(), Map.of(key, value));
  }

  /** Code 3 with the reference server's name for the mistake. */
  static Refusal badRequest(String name) {
    return of(Code.BAD_REQUEST, "name", name);
  }

  /** Code 3 with the reference server's name for the mistake and one detail. */
  static Refusal badRequest(String name, String key, String value) {
    return new Refusal(Code.BAD_REQUEST, Optional.empty(), Map.of("name", name, key, value));
  }

  static Refusal unknownSid() {
    return of(
        Code.UNKNOWN_SID,
        "hint",
        "no such session on this server: it has ended, or a load balancer without sticky sessions"
            + " sent the request to another server than the one before");
  }

  /** What the client is told. */
  String text() {
    return message.orElseGet(code::message);
  }
}
