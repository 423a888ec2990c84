package io.roomcast.engineio;

/**
 * How the answers to polls are compressed: with gzip or deflate, as the client's {@code
 * Accept-Encoding} prefers. Answers to POST requests never are, nor are messages that were emitted
 * with {@code compress(false)} and go alone. Immutable.
 *
 * <pre>{@code
 * Server.builder().engine(e -> e.httpCompression(new HttpCompression(4096)));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the option {@code httpCompression}.
 *
 * @param threshold bytes from which on an answer is compressed; smaller ones hardly shrink. Default
 *     1024
 */
public record HttpCompression(int threshold) {
  private static final HttpCompression DEFAULTS = new HttpCompression(1024);

  public HttpCompression {
    if (threshold < 0) {
      throw new IllegalArgumentException("threshold must not be negative: " + threshold);
    }
  }

  /**
   * The documented defaults.
   *
   * @return the defaults
   */
  public static HttpCompression defaults() {
    return DEFAULTS;
  }
}
