package io.roomcast.http;

import io.roomcast.spi.transport.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * How the content of a response is compressed (RFC 9110, section 8.4.1), and which way a client
 * prefers.
 *
 * <pre>{@code
 * ByteBuffer content = ByteBuffer.wrap(shop.script());
 * ContentCoding coding = ContentCoding.preferredBy(exchange.headers());
 * Headers headers = Headers.builder()
 *     .add("Content-Encoding", coding.token())
 *     .add("Vary", "Accept-Encoding")
 *     .build();
 * exchange.respond(200, headers, coding.encode(content, Deflater.BEST_SPEED));
 * }</pre>
 */
public enum ContentCoding {
  /** The format of the program gzip; every browser knows it. */
  GZIP("gzip"),

  /** The zlib format (RFC 1950), whatever its name says. */
  DEFLATE("deflate"),

  /** As it is. */
  IDENTITY("identity");

  private static final int COPY_BYTES = 8 * 1024;

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /**
   * The name in headers.
   *
   * @return in small letters
   */
  public String token() {
    return token;
  }

  /**
   * What a client prefers by its {@code Accept-Encoding} (RFC 9110, section 12.5.3): the highest
   * weight, then what it names first; {@code *} means gzip, or deflate where gzip is named too.
   *
   * @param request the headers of the request
   * @return {@link #IDENTITY} too where there is no such header, the client accepts none of the
   *     others, or prefers it by its weight; malformed elements count for nothing
   */
  public static ContentCoding preferredBy(Headers request) {
    AcceptEncoding accepted = AcceptEncoding.of(request.all("Accept-Encoding"));
    ContentCoding best =
        accepted.prefers(DEFLATE.token, GZIP.token) ? DEFLATE : GZIP; // gzip where they are equal
    boolean compressed =
        accepted.weight(best.token) > 0
            && accepted.weight(best.token) >= accepted.namedWeight(IDENTITY.token);
    return compressed ? best : IDENTITY;
  }

  /**
   * Compresses content, on the calling thread; 1 MiB takes some 10 ms. Native memory is freed at
   * the end.
   *
   * @param content used up; for {@link #IDENTITY} it is the result
   * @param level from 1, fast, to 9, small, as in {@link java.util.zip.Deflater}
   * @return the encoded content
   */
  public ByteBuffer encode(ByteBuffer content, int level) {
    if (this == IDENTITY) {
      return content;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(64, content.remaining() / 3));
    try (OutputStream out = encoder(bytes, level)) {
      byte[] chunk = new byte[Math.min(COPY_BYTES, content.remaining())];
      while (content.hasRemaining()) {
        int length = Math.min(chunk.length, content.remaining());
        content.get(chunk, 0, length);
        out.write(chunk, 0, length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private OutputStream encoder(OutputStream to, int level) throws IOException {
    return this == GZIP ? new Gzip(to, level) : new Zlib(to, level);
  }

  /** Frees its compressor when it is closed, since that is its own. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream to, int level) throws IOException {
      super(to, COPY_BYTES);
      def.setLevel(level);
    }
  }

  /** As {@link Gzip}. */
  private static final class Zlib extends DeflaterOutputStream {
    Zlib(OutputStream to, int level) {
      super(to);
      def.setLevel(level);
    }
  }
}
