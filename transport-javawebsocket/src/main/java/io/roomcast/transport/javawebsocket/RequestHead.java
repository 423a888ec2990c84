package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, checked.
 *
 * @param contentLength announced bytes; 0 if there is no body, -1 if it is chunked
 */
record RequestHead(
    String method,
    String path,
    String rawQuery,
    boolean http10,
    Headers headers,
    long contentLength) {

  /** Whether the client wants to go on with this connection afterwards. */
  boolean keepAlive() {
    return http10
        ? headers.contains("Connection", "keep-alive")
        : !headers.contains("Connection", "close");
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** Whether the client waits for {@code 100 Continue} before it sends the body. */
  boolean expectsContinue() {
    return !http10 && contentLength != 0 && headers.contains("Expect", "100-continue");
  }

  /** The path and the query of a request target; null if it is neither a path nor an asterisk. */
  static String @Nullable [] split(String target) {
    String origin = target;
    int scheme = target.indexOf("://");
    if (scheme > 0 && target.charAt(0) != '/') { // absolute form, as sent to a proxy
      int path = target.indexOf('/', scheme + 3);
      int query = target.indexOf('?', scheme + 3);
      if (path >= 0 && (query < 0 || path < query)) {
        origin = target.substring(path);
      } else {
        origin = "/" + (query < 0 ? "" : target.substring(query));
      }
    }
    boolean sound = origin.equals("*") || origin.startsWith("/");
    if (!sound || origin.indexOf('#') >= 0) {
      return null;
    }
    int mark = origin.indexOf('?');
    return mark < 0
        ? new String[] {origin, ""}
        : new String[] {origin.substring(0, mark), origin.substring(mark + 1)};
  }
}
