package io.roomcast.spi.transport;

/**
 * How WebSocket messages are compressed (permessage-deflate, RFC 7692) with clients that offer it.
 * Immutable.
 *
 * <pre>{@code
 * Server.builder().engine(e -> e.perMessageDeflate(PerMessageDeflate.defaults()));
 * }</pre>
 *
 * <p>By default neither side keeps a compressor between messages: an idle connection costs no
 * memory for it, and a broadcast is compressed once for all. With context takeover a side refers
 * back to what it sent before, which shrinks small similar messages further; it costs each
 * connection about 270 KiB of native memory for what the server sends and 45 KiB for what it
 * receives, from the first compressed message to the end, and every broadcast is compressed again
 * for each client.
 *
 * <p>What a message inflates to counts against {@link Limits#maxMessageBytes()}, while it is being
 * inflated.
 *
 * <p>Counterpart in Socket.IO: the option {@code perMessageDeflate}.
 *
 * @param threshold bytes from which on a message is compressed; smaller ones hardly shrink. Default
 *     1024
 * @param serverContextTakeover whether what the server sends may refer back to earlier messages;
 *     the client may forbid it. Default false
 * @param clientContextTakeover whether what a client sends may do so. Default false
 */
public record PerMessageDeflate(
    int threshold, boolean serverContextTakeover, boolean clientContextTakeover) {
  private static final PerMessageDeflate DEFAULTS = new PerMessageDeflate(1024, false, false);

  public PerMessageDeflate {
    if (threshold < 0) {
      throw new IllegalArgumentException("threshold must not be negative: " + threshold);
    }
  }

  /**
   * The documented defaults.
   *
   * @return the defaults
   */
  public static PerMessageDeflate defaults() {
    return DEFAULTS;
  }

  /**
   * Sets {@link #threshold()}.
   *
   * @param bytes not negative
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   */
  public PerMessageDeflate withThreshold(int bytes) {
    return new PerMessageDeflate(bytes, serverContextTakeover, clientContextTakeover);
  }

  /**
   * Sets {@link #serverContextTakeover()} and {@link #clientContextTakeover()}.
   *
   * @param server for what the server sends
   * @param client for what clients send
   * @return a changed copy
   */
  public PerMessageDeflate withContextTakeover(boolean server, boolean client) {
    return new PerMessageDeflate(threshold, server, client);
  }
}
