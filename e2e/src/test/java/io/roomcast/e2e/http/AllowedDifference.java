package io.roomcast.e2e.http;

import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What one transport refuses and the other does not. None of it is about where a request ends, and
 * whoever refuses answers with 400 and closes, so nothing behind it is read in two ways.
 */
enum AllowedDifference {
  /** RFC 9112, section 2.3, has capitals; Jetty does not mind. */
  VERSION_IN_SMALL_LETTERS(
      Refuser.NETTY,
      "GET / http/1.1\r\nHost: a\r\n\r\n",
      containing(" (?!HTTP)(?i:http)/1\\.[01]\r\n")),

  /** A target has no such bytes (RFC 3986); Jetty takes them for UTF-8, as some clients mean it. */
  TARGET_BEYOND_ASCII(
      Refuser.NETTY,
      "GET /\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\n\r\n",
      containing(" [^ \r\n]*[\u0080-\u00ff][^ \r\n]* +(?i:http)/1\\.[01]\r\n")),

  /** RFC 9112, section 3, has one on either side of the target; Jetty passes over more. */
  BLANKS_AROUND_THE_TARGET(
      Refuser.NETTY,
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      containing("  [^ \r\n]+ +(?i:http)/1\\.[01]\r\n|  +(?i:http)/1\\.[01]\r\n")),

  /** Those of a WebSocket before RFC 6455, whose body Netty would take to have eight bytes. */
  KEYS_OF_AN_OLD_DRAFT(
      Refuser.NETTY,
      "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key2: 1\r\n\r\n",
      (request, input) ->
          request.fields().stream().anyMatch(field -> field.matches("sec-websocket-key[12]: .*"))),

  /** Jetty wants a host and a port; to Netty it is text. */
  HOST_THAT_IS_NONE(
      Refuser.JAVA_WEBSOCKET,
      "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
      (request, input) ->
          request.fields().stream()
              .filter(field -> field.startsWith("host: "))
              .noneMatch(field -> field.matches("host: ([A-Za-z0-9._-]+(:[1-9][0-9]*)?)?"))),

  /**
   * Netty passes over what stands between the semicolon behind a chunk's size and its line's end.
   */
  MALFORMED_CHUNK_EXTENSION(
      Refuser.JAVA_WEBSOCKET,
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;\r\nabc\r\n0\r\n\r\n",
      containing("\r\n[0-9A-Fa-f]+;(?!\\w+(=\\w+)?\r\n)[^\r\n]*\r\n"));

  /** Which of the two refuses. */
  enum Refuser {
    JAVA_WEBSOCKET,
    NETTY
  }

  private static final int STATUS = 400;

  private final Refuser refuser;
  private final String example;

  @SuppressWarnings("ImmutableEnumChecker") // without state
  private final BiPredicate<SeenRequest, String> accepted;

  AllowedDifference(Refuser refuser, String example, BiPredicate<SeenRequest, String> accepted) {
    this.refuser = refuser;
    this.example = example;
    this.accepted = accepted;
  }

  private static BiPredicate<SeenRequest, String> containing(String form) {
    Pattern pattern = Pattern.compile(form);
    return (request, input) -> pattern.matcher(input).find();
  }

  /** A request, in ISO-8859-1. */
  String example() {
    return example;
  }

  /**
   * Which one it is, if any.
   *
   * @param accepted what the other transport took
   * @param input all that both were given
   * @param status with which the one refused
   */
  static Optional<AllowedDifference> of(
      Refuser refuser, SeenRequest accepted, String input, int status) {
    return Stream.of(values())
        .filter(it -> it.refuser == refuser && status == STATUS)
        .filter(it -> it.accepted.test(accepted, input))
        .findFirst();
  }
}
