package io.roomcast.transport.netty;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.wire.RequestHead;
import io.roomcast.spi.transport.wire.RequestTarget;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what Netty's parser made of heads that the guard has let through. */
final class HeadCheck {
  private HeadCheck() {}

  /** The checked head; fails where it is to be refused. */
  static RequestHead of(HttpRequest request) throws BadRequest {
    DecoderResult result = request.decoderResult();
    if (result.isFailure()) {
      throw result.cause() instanceof TooLongHttpLineException
          ? new BadRequest(414, "maxHeadBytes")
          : result.cause() instanceof TooLongHttpHeaderException
              ? new BadRequest(431, "maxHeadBytes")
              : new BadRequest(400);
    }
    Headers headers = headers(request);
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    int hosts = headers.all("Host").size();
    Optional<RequestTarget> target = RequestTarget.parse(request.uri());
    if (hosts > 1 || (hosts == 0 && !http10) || target.isEmpty() || isOldWebSocket(headers)) {
      throw new BadRequest(400);
    }
    if (headers.first("Expect").filter(e -> !e.equalsIgnoreCase("100-continue")).isPresent()) {
      throw new BadRequest(417);
    }
    return new RequestHead(
        request.method().name(), target.get(), http10, headers, length(headers, http10));
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
}
