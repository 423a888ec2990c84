package io.roomcast.transport.netty;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.roomcast.spi.transport.Headers;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

  /** Checks what Netty's parser made of a head that the guard has let through. */
  static RequestHead of(HttpRequest request) throws BadRequest {
    DecoderResult result = request.decoderResult();
    if (result.isFailure()) {
      throw new BadRequest(
          result.cause() instanceof TooLongHttpLineException
              ? 414
              : result.cause() instanceof TooLongHttpHeaderException ? 431 : 400);
    }
    Headers headers = headers(request);
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    int hosts = headers.all("Host").size();
    String[] target = split(request.uri());
    if (hosts > 1 || (hosts == 0 && !http10) || target == null || isOldWebSocket(headers)) {
      throw new BadRequest(400);
    }
    if (headers.first("Expect").filter(e -> !e.equalsIgnoreCase("100-continue")).isPresent()) {
      throw new BadRequest(417);
    }
    return new RequestHead(
        request.method().name(), target[0], target[1], http10, headers, length(headers, http10));
  }

  private static Headers headers(HttpRequest request) throws BadRequest {
    Headers.Builder headers = Headers.builder();
    try {
      Iterator<Map.Entry<String, String>> fields = request.headers().iteratorAsString();
      while (fields.hasNext()) {
        Map.Entry<String, String> field = fields.next();
        headers.add(field.getKey(), field.getValue());
      }
    } catch (IllegalArgumentException e) {
      throw new BadRequest(400);
    }
    return headers.build();
  }

  /** Netty gives such requests eight bytes of body that no header announces. */
  private static boolean isOldWebSocket(Headers headers) {
    return headers.first("Sec-WebSocket-Key1").isPresent()
        || headers.first("Sec-WebSocket-Key2").isPresent();
  }

  private static long length(Headers headers, boolean http10) throws BadRequest {
    List<String> lengths = headers.all("Content-Length");
    List<String> codings = headers.all("Transfer-Encoding");
    if (codings.isEmpty()) {
      return lengths.isEmpty() ? 0 : length(lengths);
    }
    if (http10 || codings.size() > 1 || !lengths.isEmpty()) {
      throw new BadRequest(400);
    }
    if (!codings.get(0).equalsIgnoreCase("chunked")) {
      throw new BadRequest(501); // a coding that we would have to undo
    }
    return -1;
  }

  private static long length(List<String> values) throws BadRequest {
    String value = values.get(0);
    boolean digits = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
    if (values.size() > 1 || !digits || value.length() > 18) {
      throw new BadRequest(400);
    }
    return Long.parseLong(value);
  }

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
