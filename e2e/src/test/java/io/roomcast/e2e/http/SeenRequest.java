package io.roomcast.e2e.http;

import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request as a handler gets it.
 *
 * @param fields names in lower case and values, in order
 * @param body in ISO-8859-1; empty where it did not come to its end
 */
public record SeenRequest(
    String method,
    String path,
    String query,
    List<String> fields,
    boolean upgrade,
    Optional<String> body) {

  /** The fields of these headers. */
  public static List<String> fields(Headers headers) {
    List<String> fields = new ArrayList<>();
    headers.forEach((name, value) -> fields.add(name.toLowerCase(Locale.ROOT) + ": " + value));
    return fields;
  }

  /** A body as text. */
  public static String text(ByteBuffer body) {
    return StandardCharsets.ISO_8859_1.decode(body).toString();
  }

  /** The same with its body. */
  public SeenRequest with(String whole) {
    return new SeenRequest(method, path, query, fields, upgrade, Optional.of(whole));
  }
}
