package io.roomcast.internal.engineio;

import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.TransportName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Why a request is turned away (EIO-9).
 *
 * @param message the application's own, in place of the code's
 * @param context for the log and the application, which may show it to people, so it is {@link
 *     LogText#clean}; no session id is ever in it
 */
record Refusal(Code code, Optional<String> message, Map<String, String> context) {

  /** Of a client of revision 3, the last one that had it. */
  static final Refusal JSONP =
      badRequest("TRANSPORT_HANDSHAKE_ERROR", "error", "JSONP is not served");

  Refusal {
    Map<String, String> clean = new LinkedHashMap<>();
    context.forEach((key, value) -> clean.put(key, LogText.clean(value)));
    context = clean;
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

  /** Code 3 because something failed, of which the client is told nothing. */
  static Refusal failed(String name, Throwable failure) {
    return badRequest(name, "error", failure.toString());
  }

  static Refusal transportMismatch(TransportName asked, TransportName inUse) {
    return new Refusal(
        Code.BAD_REQUEST,
        Optional.empty(),
        Map.of(
            "name", "TRANSPORT_MISMATCH",
            "transport", asked.wireName(),
            "previousTransport", inUse.wireName()));
  }

  static Refusal protocolMismatch(ProtocolRevision asked, ProtocolRevision inUse) {
    return new Refusal(
        Code.BAD_REQUEST,
        Optional.empty(),
        Map.of(
            "name", "PROTOCOL_MISMATCH",
            "protocol", Integer.toString(asked.number()),
            "previousProtocol", Integer.toString(inUse.number())));
  }

  static Refusal unsupportedProtocol(ProtocolRevision asked) {
    return of(Code.UNSUPPORTED_PROTOCOL_VERSION, "protocol", Integer.toString(asked.number()));
  }

  /** The application's no; with its own words, where it has some. */
  static Refusal forbidden(Optional<String> message) {
    String told = message.orElseGet(Code.FORBIDDEN::message);
    return new Refusal(Code.FORBIDDEN, message, Map.of("message", told));
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
