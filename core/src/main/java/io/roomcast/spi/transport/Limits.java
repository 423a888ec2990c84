package io.roomcast.spi.transport;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds that a transport enforces, from the first byte of a connection on. Immutable.
 *
 * <pre>{@code
 * Server.builder().limits(Limits.builder()
 *     .maxConnections(50_000)
 *     .maxConnectionsPerAddress(100)
 *     .headTimeout(Duration.ofSeconds(5))
 *     .build());
 * }</pre>
 *
 * @param maxConnections open TCP connections in total; a newcomer over it is closed at once.
 *     Default 10 000; keep it below the process's limit of open files
 * @param maxConnectionsPerAddress open TCP connections per remote address, as which a /64 network
 *     of IPv6 counts; likewise. Default: no limit of its own, since many users may share a proxy
 * @param maxHeadBytes request line and headers together; over it: 431 or 414, then close. Default
 *     16 KiB
 * @param maxHeaders header fields of a request, each repetition and the trailers of its body
 *     counted; over it: 431 (400 in the trailers), then close. Default 128
 * @param maxBodyBytes a request body; over it {@link Exchange#body()} fails with {@link
 *     BodyTooLargeException}. Default 1 000 000. A server sets it to its {@code maxPayload}
 * @param maxMessageBytes a WebSocket message after reassembly; over it the connection closes with
 *     1009. Default 1 000 000. A server sets it to its {@code maxPayload}
 * @param maxFragments frames of one WebSocket message; over it the connection closes with 1008.
 *     Default 1024
 * @param headTimeout from the accepted connection, or the first byte of a later request, to the end
 *     of the request head; then the connection is closed. Default 10 s
 * @param bodyTimeout from the end of the head to the end of the body; then 408 and close. Default
 *     30 s
 * @param messageTimeout from the first byte of a WebSocket message to its last, whatever pings are
 *     between; then the connection closes with 1008. It does not run while the server does not
 *     read. Default 30 s
 * @param idleTimeout from an answered request to the next one on the same connection; then close.
 *     While the answer is being taken it begins anew with each {@code highWaterMark} bytes of it
 *     that have left, and with the last one. Default 60 s
 * @param closeTimeout how long a peer may take to answer a close frame, to drain what is queued
 *     before it, or to take the answer that opens a WebSocket or after which the connection closes;
 *     then the connection is cut. For an answer it begins anew as {@code idleTimeout} does. Default
 *     10 s
 * @param lowWaterMark queued bytes of a connection at which it becomes writable again. Default 32
 *     KiB
 * @param highWaterMark queued bytes of a connection from which on it is not writable; also what a
 *     peer has to take of an answer within {@code idleTimeout} or {@code closeTimeout}. Default 64
 *     KiB
 * @param perMessageDeflate how WebSocket messages are compressed where the client offers it; a
 *     transport that cannot do it ignores this. Default not at all
 */
public record Limits(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxHeadBytes,
    int maxHeaders,
    int maxBodyBytes,
    int maxMessageBytes,
    int maxFragments,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration messageTimeout,
    Duration idleTimeout,
    Duration closeTimeout,
    int lowWaterMark,
    int highWaterMark,
    Optional<PerMessageDeflate> perMessageDeflate) {

  private static final Limits DEFAULTS =
      new Limits(
          10_000,
          Integer.MAX_VALUE,
          16 * 1024,
          128,
          1_000_000,
          1_000_000,
          1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          32 * 1024,
          64 * 1024,
          Optional.empty());

  public Limits {
    requirePositive(maxConnections, "maxConnections");
    requirePositive(maxConnectionsPerAddress, "maxConnectionsPerAddress");
    requirePositive(maxHeadBytes, "maxHeadBytes");
    requirePositive(maxHeaders, "maxHeaders");
    requirePositive(maxBodyBytes, "maxBodyBytes");
    requirePositive(maxMessageBytes, "maxMessageBytes");
    requirePositive(maxFragments, "maxFragments");
    requirePositive(headTimeout, "headTimeout");
    requirePositive(bodyTimeout, "bodyTimeout");
    requirePositive(messageTimeout, "messageTimeout");
    requirePositive(idleTimeout, "idleTimeout");
    requirePositive(closeTimeout, "closeTimeout");
    requirePositive(lowWaterMark, "lowWaterMark");
    requirePositive(highWaterMark, "highWaterMark");
    if (lowWaterMark > highWaterMark) {
      throw new IllegalArgumentException(
          "lowWaterMark " + lowWaterMark + " is above highWaterMark " + highWaterMark);
    }
  }

  /**
   * The documented defaults.
   *
   * @return the defaults
   */
  public static Limits defaults() {
    return DEFAULTS;
  }

  /**
   * A builder that starts from the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return DEFAULTS.toBuilder();
  }

  /**
   * A builder that starts from these limits.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(this);
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  /** Changes single limits; see the record's components for units and defaults. Not thread-safe. */
  public static final class Builder {
    private int maxConnections;
    private int maxConnectionsPerAddress;
    private int maxHeadBytes;
    private int maxHeaders;
    private int maxBodyBytes;
    private int maxMessageBytes;
    private int maxFragments;
    private Duration headTimeout;
    private Duration bodyTimeout;
    private Duration messageTimeout;
    private Duration idleTimeout;
    private Duration closeTimeout;
    private int lowWaterMark;
    private int highWaterMark;
    private Optional<PerMessageDeflate> perMessageDeflate;

    private Builder(Limits from) {
      maxConnections = from.maxConnections;
      maxConnectionsPerAddress = from.maxConnectionsPerAddress;
      maxHeadBytes = from.maxHeadBytes;
      maxHeaders = from.maxHeaders;
      maxBodyBytes = from.maxBodyBytes;
      maxMessageBytes = from.maxMessageBytes;
      maxFragments = from.maxFragments;
      headTimeout = from.headTimeout;
      bodyTimeout = from.bodyTimeout;
      messageTimeout = from.messageTimeout;
      idleTimeout = from.idleTimeout;
      closeTimeout = from.closeTimeout;
      lowWaterMark = from.lowWaterMark;
      highWaterMark = from.highWaterMark;
      perMessageDeflate = from.perMessageDeflate;
    }

    /**
     * Sets {@link Limits#maxConnections()}.
     *
     * @param value positive
     * @return this
     */
    public Builder maxConnections(int value) {
      maxConnections = value;
      return this;
    }

    /**
     * Sets {@link Limits#maxConnectionsPerAddress()}.
     *
     * @param value positive
     * @return this
     */
    public Builder maxConnectionsPerAddress(int value) {
      maxConnectionsPerAddress = value;
      return this;
    }

    /**
     * Sets {@link Limits#maxHeadBytes()}.
     *
     * @param value positive
     * @return this
     */
    public Builder maxHeadBytes(int value) {
      maxHeadBytes = value;
      return this;
    }

    /**
     * Sets {@link Limits#maxHeaders()}.
     *
     * @param value positive
     * @return this
     */
    public Builder maxHeaders(int value) {
      maxHeaders = value;
      return this;
    }

    /**
     * Sets {@link Limits#maxBodyBytes()}.
     *
     * @param value positive
     * @return this
     */
    public Builder maxBodyBytes(int value) {
      maxBodyBytes = value;
      return this;
    }

    /**
     * Sets {@link Limits#maxMessageBytes()}.
     *
     * @param value positive
     * @return this
     */
    public Builder maxMessageBytes(int value) {
      maxMessageBytes = value;
      return this;
    }

    /**
     * Sets {@link Limits#maxFragments()}.
     *
     * @param value positive
     * @return this
     */
    public Builder maxFragments(int value) {
      maxFragments = value;
      return this;
    }

    /**
     * Sets {@link Limits#headTimeout()}.
     *
     * @param value positive
     * @return this
     */
    public Builder headTimeout(Duration value) {
      headTimeout = value;
      return this;
    }

    /**
     * Sets {@link Limits#bodyTimeout()}.
     *
     * @param value positive
     * @return this
     */
    public Builder bodyTimeout(Duration value) {
      bodyTimeout = value;
      return this;
    }

    /**
     * Sets {@link Limits#messageTimeout()}.
     *
     * @param value positive
     * @return this
     */
    public Builder messageTimeout(Duration value) {
      messageTimeout = value;
      return this;
    }

    /**
     * Sets {@link Limits#idleTimeout()}.
     *
     * @param value positive
     * @return this
     */
    public Builder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    /**
     * Sets {@link Limits#closeTimeout()}.
     *
     * @param value positive
     * @return this
     */
    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    /**
     * Sets {@link Limits#lowWaterMark()}.
     *
     * @param value positive
     * @return this
     */
    public Builder lowWaterMark(int value) {
      lowWaterMark = value;
      return this;
    }

    /**
     * Sets {@link Limits#highWaterMark()}.
     *
     * @param value positive
     * @return this
     */
    public Builder highWaterMark(int value) {
      highWaterMark = value;
      return this;
    }

    /**
     * Sets {@link Limits#perMessageDeflate()}.
     *
     * @param value switches it on
     * @return this
     */
    public Builder perMessageDeflate(PerMessageDeflate value) {
      perMessageDeflate = Optional.of(value);
      return this;
    }

    /**
     * Makes the limits.
     *
     * @return checked and immutable
     * @throws IllegalArgumentException if a limit is not positive, or the marks are in disorder
     */
    public Limits build() {
      return new Limits(
          maxConnections,
          maxConnectionsPerAddress,
          maxHeadBytes,
          maxHeaders,
          maxBodyBytes,
          maxMessageBytes,
          maxFragments,
          headTimeout,
          bodyTimeout,
          messageTimeout,
          idleTimeout,
          closeTimeout,
          lowWaterMark,
          highWaterMark,
          perMessageDeflate);
    }
  }
}
