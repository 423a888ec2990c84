package io.roomcast.http;

import io.roomcast.spi.transport.Headers;

/**
 * A strong validator of a response's content, as sent in {@code ETag} (RFC 9110, section 8.8.3).
 * Immutable.
 *
 * <pre>{@code
 * EntityTag tag = new EntityTag("catalogue-7");
 * if (tag.matches(exchange.headers())) {
 *   exchange.respond(304, Headers.of("ETag", tag.header()), ByteBuffer.allocate(0));
 * }
 * }</pre>
 *
 * @param opaque what stands between the quotes: visible ASCII without a quote, for example a
 *     version or a hash
 */
public record EntityTag(String opaque) {

  public EntityTag {
    for (int i = 0; i < opaque.length(); i++) {
      char c = opaque.charAt(i);
      if (c <= ' ' || c == '"' || c >= 0x7f) {
        throw new IllegalArgumentException("not an entity tag: \"" + opaque + "\"");
      }
    }
  }

  /**
   * The value of the {@code ETag} header.
   *
   * @return quoted
   */
  public String header() {
    return '"' + opaque + '"';
  }

  /**
   * Whether the client has this content already, so that the answer is 304 without a body: {@code
   * If-None-Match} is {@code *} or lists the tag, weak or strong.
   *
   * @param request the request's headers
   * @return false where there is no such header, and from the first malformed element on
   */
  public boolean matches(Headers request) {
    for (String list : request.all("If-None-Match")) {
      if (list.strip().equals("*") || lists(list)) {
        return true;
      }
    }
    return false;
  }

  // Not split at commas: a tag may contain one.
  private boolean lists(String list) {
    int at = 0;
    while (at < list.length()) {
      char c = list.charAt(at);
      if (c == ',' || c == ' ' || c == '\t') {
        at++;
        continue;
      }
      int open = list.startsWith("W/", at) ? at + 2 : at;
      int close = open < list.length() ? list.indexOf('"', open + 1) : -1;
      if (close < 0 || list.charAt(open) != '"') {
        return false;
      }
      if (close - open - 1 == opaque.length() && list.startsWith(opaque, open + 1)) {
        return true;
      }
      at = close + 1;
    }
    return false;
  }
}
