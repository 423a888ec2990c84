package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes response heads. Fields that frame the message are ours alone.
 *
 * <pre>{@code
 * byte[] body = "well\n".getBytes(UTF_8);
 * ByteBuffer head =
 *     ResponseHead.of(200, "OK", Headers.of("Content-Type", "text/plain"), body.length, null);
 * }</pre>
 */
public final class ResponseHead {
  private static final Set<String> OURS =
      Set.of("content-length", "transfer-encoding", "connection", "keep-alive", "upgrade");
  private static final Set<String> OURS_IN_UPGRADE =
      Set.of("sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-version");

  /** A value of {@code Connection}. */
  public static final String CLOSE = "close";

  /** A value of {@code Connection}, which HTTP/1.0 asks for. */
  public static final String KEEP_ALIVE = "keep-alive";

  /** IMF-fixdate (RFC 9110, section 5.6.7): two digits for the day, always. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private record Second(long epochSecond, String text) {}

  private static volatile Second now = new Second(-1, "");

  private ResponseHead() {}

  /**
   * The head of a response.
   *
   * @param status the status code
   * @param phrase the status in words
   * @param headers further fields; those that frame the message are left out
   * @param contentLength the length of the body, which a response to HEAD only mentions
   * @param connection the value of {@code Connection}, if it is to be sent
   * @return ready to be written
   */
  public static ByteBuffer of(
      int status, String phrase, Headers headers, int contentLength, @Nullable String connection) {
    StringBuilder head = statusLine(status, phrase);
    append(head, headers, false);
    if (headers.first("Date").isEmpty()) {
      field(head, "Date", date());
    }
    if (connection != null) {
      field(head, "Connection", connection);
    }
    if (status != 204 && status != 304) {
      field(head, "Content-Length", Integer.toString(contentLength));
    }
    return encode(head);
  }

  /**
   * The head that switches to WebSocket.
   *
   * @param headers further fields; those of the handshake itself are left out
   * @param accept see {@link OpeningHandshake#accept}
   * @param extensions what was agreed on, if anything was
   * @return ready to be written
   */
  public static ByteBuffer switching(Headers headers, String accept, @Nullable String extensions) {
    StringBuilder head = statusLine(101, "Switching Protocols");
    field(head, "Upgrade", "websocket");
    field(head, "Connection", "Upgrade");
    field(head, "Sec-WebSocket-Accept", accept);
    if (extensions != null) {
      field(head, "Sec-WebSocket-Extensions", extensions);
    }
    append(head, headers, true);
    return encode(head);
  }

  /**
   * The interim answer that asks for the body.
   *
   * @return ready to be written
   */
  public static ByteBuffer goOn() {
    return encode(statusLine(100, "Continue"));
  }

  private static StringBuilder statusLine(int status, String phrase) {
    return new StringBuilder(256)
        .append("HTTP/1.1 ")
        .append(status)
        .append(' ')
        .append(phrase)
        .append("\r\n");
  }

  private static void append(StringBuilder head, Headers headers, boolean upgrade) {
    headers.forEach(
        (name, value) -> {
          String key = name.toLowerCase(Locale.ROOT);
          if (!OURS.contains(key) && !(upgrade && OURS_IN_UPGRADE.contains(key))) {
            field(head, name, value);
          }
        });
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static ByteBuffer encode(StringBuilder head) {
    // a character beyond Latin-1 becomes a question mark, never the line feed in its low byte
    return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String date() {
    long second = System.currentTimeMillis() / 1000;
    Second current = now;
    if (current.epochSecond != second) {
      current = new Second(second, DATE.format(Instant.ofEpochSecond(second)));
      now = current;
    }
    return current.text;
  }
}
