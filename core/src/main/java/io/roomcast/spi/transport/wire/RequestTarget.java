package io.roomcast.spi.transport.wire;

import java.util.Optional;

/**
 * What a request asks for (RFC 9112, section 3.2).
 *
 * <pre>{@code
 * RequestTarget target = RequestTarget.parse("/socket.io/?EIO=4").orElseThrow();
 * assertThat(target).isEqualTo(new RequestTarget("/socket.io/", "EIO=4"));
 * }</pre>
 *
 * @param path as sent, or {@code *}
 * @param rawQuery what follows the first question mark, as sent; empty where there is none
 */
public record RequestTarget(String path, String rawQuery) {
  private static final int DELETE = 0x7f;

  /**
   * Takes a request target apart. Of the absolute form, as sent to a proxy, scheme and authority
   * are left out.
   *
   * @param target as it stands in the request line
   * @return empty if it is neither a path nor an asterisk, or has a fragment or a control character
   */
  public static Optional<RequestTarget> parse(String target) {
    String origin = target;
    int scheme = target.indexOf("://");
    if (scheme > 0 && target.charAt(0) != '/') {
      int path = target.indexOf('/', scheme + 3);
      int query = target.indexOf('?', scheme + 3);
      if (path >= 0 && (query < 0 || path < query)) {
        origin = target.substring(path);
      } else {
        origin = "/" + (query < 0 ? "" : target.substring(query));
      }
    }
    boolean sound = origin.equals("*") || origin.startsWith("/");
    if (!sound || origin.indexOf('#') >= 0 || target.chars().anyMatch(RequestTarget::isControl)) {
      return Optional.empty();
    }
    int mark = origin.indexOf('?');
    return Optional.of(
        mark < 0
            ? new RequestTarget(origin, "")
            : new RequestTarget(origin.substring(0, mark), origin.substring(mark + 1)));
  }

  private static boolean isControl(int c) {
    return c < ' ' || c == DELETE;
  }
}
