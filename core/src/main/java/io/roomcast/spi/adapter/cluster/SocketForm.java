package io.roomcast.spi.adapter.cluster;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.TransportName;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.transport.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form in which Socket.IO tells another server of a socket: {@code {id, handshake, rooms,
 * data}}. What a server of Node.js does not tell, the transport's state for one, is made up of what
 * it does.
 *
 * <pre>{@code
 * List<Map<String, Object>> forms(Selection of) {
 *   return local.details(of).stream().map(SocketForm::write).toList();
 * }
 * }</pre>
 */
public final class SocketForm {
  private static final DateTimeFormatter DATE = // as JavaScript writes a Date
      DateTimeFormatter.ofPattern(
              "EEE MMM dd yyyy HH:mm:ss 'GMT+0000 (Coordinated Universal Time)'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long MAX_MILLIS = 8_640_000_000_000_000L; // of a Date (ECMA-262, 21.4.1.1)

  private SocketForm() {}

  /**
   * The form of a socket.
   *
   * @param socket with auth and data in neutral form
   * @return a new map
   */
  public static Map<String, @Nullable Object> write(SocketDetails socket) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("id", socket.id());
    form.put("handshake", handshake(socket.request(), socket.auth()));
    form.put("rooms", List.copyOf(socket.rooms()));
    form.put("data", socket.data());
    return form;
  }

  private static Map<String, @Nullable Object> handshake(HandshakeRequest request, Arguments auth) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("headers", headers(request.headers()));
    form.put("time", DATE.format(request.issued()));
    form.put("address", address(request.remoteAddress()));
    form.put("xdomain", request.crossDomain());
    form.put("secure", request.secure());
    form.put("issued", request.issued().toEpochMilli());
    form.put("url", url(request));
    form.put("query", request.query());
    form.put("auth", auth.size() == 0 ? Map.of() : auth.get(0));
    return form;
  }

  /** Several of a name become one, as Node.js joins them. */
  private static Map<String, @Nullable Object> headers(Headers headers) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    for (String name : headers.names()) {
      form.put(name, String.join(name.equals("cookie") ? "; " : ", ", headers.all(name)));
    }
    return form;
  }

  private static String address(InetSocketAddress address) {
    InetAddress resolved = address.getAddress();
    return resolved == null ? address.getHostString() : resolved.getHostAddress();
  }

  private static String url(HandshakeRequest request) {
    String query =
        request.query().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? request.path() : request.path() + "?" + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * Reads a socket.
   *
   * @param form its form
   * @return with an address that is unresolved, and auth and data as they came
   * @throws DecodeException if it has no id or no rooms. What else is missing is left empty
   */
  public static SocketDetails read(@Nullable Object form) {
    Fields socket = Fields.of(form, "the socket");
    Fields handshake = optional(socket.value("handshake"));
    Object auth = handshake.value("auth");
    return new SocketDetails(
        socket.requiredText("id"),
        request(handshake),
        Arguments.of(new @Nullable Object[] {auth == null ? Map.of() : auth}),
        socket.rooms("rooms"),
        members(socket.value("data")));
  }

  private static HandshakeRequest request(Fields handshake) {
    Map<String, String> query = texts(handshake.value("query"));
    String url = handshake.text("url").orElse("");
    int end = url.indexOf('?');
    return new HandshakeRequest(
        end < 0 ? url : url.substring(0, end),
        query,
        headers(handshake.value("headers")),
        InetSocketAddress.createUnresolved(handshake.text("address").orElse(""), 0),
        handshake.flag("secure"),
        TransportName.WEBSOCKET.wireName().equals(query.get("transport"))
            ? TransportName.WEBSOCKET
            : TransportName.POLLING,
        handshake
            .number("issued")
            .filter(millis -> millis <= MAX_MILLIS)
            .map(Instant::ofEpochMilli)
            .orElse(Instant.EPOCH));
  }

  private static Headers headers(@Nullable Object form) {
    Headers.Builder headers = Headers.builder();
    optional(form)
        .members()
        .forEach(
            (name, value) -> {
              if (value instanceof List<?> several) {
                several.forEach(each -> add(headers, String.valueOf(name), each));
              } else {
                add(headers, String.valueOf(name), value);
              }
            });
    return headers.build();
  }

  private static void add(Headers.Builder headers, String name, @Nullable Object value) {
    try {
      if (value instanceof String text) {
        headers.add(name, text);
      }
    } catch (IllegalArgumentException noHeader) {
      return; // another server's HTTP parser may have let it pass
    }
  }

  private static Map<String, String> texts(@Nullable Object form) {
    Map<String, String> texts = new LinkedHashMap<>();
    optional(form)
        .members()
        .forEach(
            (name, value) -> {
              if (value instanceof String text) {
                texts.put(String.valueOf(name), text);
              }
            });
    return texts;
  }

  private static Map<String, @Nullable Object> members(@Nullable Object form) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    optional(form).members().forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }

  private static Fields optional(@Nullable Object value) {
    return new Fields(value instanceof Map<?, ?> members ? members : Map.of());
  }
}
