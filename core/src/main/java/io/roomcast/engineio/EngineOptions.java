package io.roomcast.engineio;

import static java.util.Objects.requireNonNull;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The options of the engine. Immutable; made by {@link #builder()}.
 *
 * <p>Counterpart in Socket.IO: the options of {@code engine.io} that are passed to {@code new
 * Server(…)}.
 *
 * @param path the path under which the server is reached, and everything below it. Default {@code
 *     /socket.io}
 * @param addTrailingSlash whether the path itself ends with a slash, so that {@code /socket.io}
 *     without one is not the server's. Default true
 * @param pingInterval from one pong to the next ping. Default 25 s
 * @param pingTimeout how long a pong may take; then the session ends with {@link
 *     CloseReason#PING_TIMEOUT}. Default 20 s
 * @param upgradeTimeout how long an upgrade may take; then the session stays on polling. Default 10
 *     s
 * @param pollingCloseTimeout how long a closing session waits for a poll that can carry the close
 *     packet. Default 30 s
 * @param handshakeTimeout how long the application may take over one request: middlewares, and then
 *     {@code admission}, {@code sessionIds} and {@code initialHeaders} together. When it is over
 *     the client is answered 503 with {@code Retry-After}; what the application still does then has
 *     no effect, but counts as described at {@code maxPendingHandshakes}. Default 10 s
 * @param maxPayload bytes of one polling body or WebSocket message from a client, told to it in the
 *     handshake; over it a POST is answered 413 and a WebSocket is closed with 1009. Default 1 000
 *     000
 * @param maxQueuedBytes bytes that may wait for one client that does not take them, each message
 *     counted with 128 bytes on top; a message that would exceed it ends the session with {@link
 *     CloseReason#TRANSPORT_ERROR}. A single larger message is sent where nothing waits before it.
 *     What many threads send at the same instant may exceed it by 1 MiB until it has been put in
 *     order. Default 8 MiB
 * @param maxSessions open sessions and handshakes in progress; a handshake over it is answered 503
 *     with {@code Retry-After}. Each session keeps the {@link HandshakeRequest} that opened it, so
 *     up to {@link io.roomcast.spi.transport.Limits#maxHeadBytes()} of memory. Default 100 000
 * @param maxSessionsPerAddress the same for one remote address. Default: no limit of its own, since
 *     all users behind a proxy, or behind one company's or carrier's router, share an address; set
 *     it where clients connect directly
 * @param maxPendingHandshakes requests that are with the application at a time: in {@code
 *     middlewares}, {@code admission}, {@code sessionIds} or {@code initialHeaders}, or waiting for
 *     a thread to get there; one over it is answered 503 with {@code Retry-After}. A request
 *     counts, against {@code maxSessions} too, until the application has returned and its stage has
 *     completed, even where the client has gone; so every stage must complete some time. Default
 *     1000
 * @param transports the enabled transports. Default both
 * @param allowUpgrades whether polling sessions may move to WebSocket. Default true
 * @param httpCompression how the answers to polls are compressed for clients that ask for it.
 *     Default on, from 1024 bytes
 * @param perMessageDeflate how WebSocket messages are compressed where the client and the transport
 *     can do it; counts for every WebSocket of the port. Default off
 * @param cors which pages of other origins are let in. Default none
 * @param cookie the cookie with the session's id. Default none
 * @param admission who may open a session. Default everybody
 * @param sessionIds makes the sessions' ids. Default {@link SessionIds#random()}
 * @param middlewares what sees every request first. Default none
 * @param initialHeaders adds headers to the response that opens a session, once per session, on the
 *     server's executor. Default none
 * @param initialPacket the text of a message that every session is sent right after it has opened,
 *     on polling with the same response. Default none
 * @param onHandshakeError is told of refused requests, on the server's executor. Anybody can have
 *     any number of requests refused, so where it is so slow that 256 of them wait, further ones
 *     are dropped, which is logged. Default nothing beyond a debug log line
 */
public record EngineOptions(
    String path,
    boolean addTrailingSlash,
    Duration pingInterval,
    Duration pingTimeout,
    Duration upgradeTimeout,
    Duration pollingCloseTimeout,
    Duration handshakeTimeout,
    int maxPayload,
    int maxQueuedBytes,
    int maxSessions,
    int maxSessionsPerAddress,
    int maxPendingHandshakes,
    Set<TransportName> transports,
    boolean allowUpgrades,
    Optional<HttpCompression> httpCompression,
    Optional<PerMessageDeflate> perMessageDeflate,
    Optional<Cors> cors,
    Optional<SessionCookie> cookie,
    Optional<Admission> admission,
    SessionIds sessionIds,
    List<EngineMiddleware> middlewares,
    Optional<BiConsumer<HandshakeRequest, Headers.Builder>> initialHeaders,
    Optional<String> initialPacket,
    Consumer<HandshakeError> onHandshakeError) {

  private static final EngineOptions DEFAULTS =
      new EngineOptions(
          "/socket.io",
          true,
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          1_000_000,
          8 * 1024 * 1024,
          100_000,
          Integer.MAX_VALUE,
          1000,
          Set.of(TransportName.POLLING, TransportName.WEBSOCKET),
          true,
          Optional.of(HttpCompression.defaults()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          SessionIds.random(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          error -> {});

  public EngineOptions {
    if (!path.startsWith("/") || path.length() < 2) {
      throw new IllegalArgumentException(
          "path must begin with / and name something, not \"" + path + "\"");
    }
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    requirePositive(pingInterval, "pingInterval");
    requirePositive(pingTimeout, "pingTimeout");
    requirePositive(upgradeTimeout, "upgradeTimeout");
    requirePositive(pollingCloseTimeout, "pollingCloseTimeout");
    requirePositive(handshakeTimeout, "handshakeTimeout");
    requirePositive(maxPayload, "maxPayload");
    requirePositive(maxQueuedBytes, "maxQueuedBytes");
    requirePositive(maxSessions, "maxSessions");
    requirePositive(maxSessionsPerAddress, "maxSessionsPerAddress");
    requirePositive(maxPendingHandshakes, "maxPendingHandshakes");
    transports = Set.copyOf(transports);
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("at least one transport must be enabled");
    }
    requireNonNull(sessionIds, "sessionIds");
    requireNonNull(onHandshakeError, "onHandshakeError");
    middlewares = List.copyOf(middlewares);
  }

  /**
   * The documented defaults.
   *
   * @return the defaults
   */
  public static EngineOptions defaults() {
    return DEFAULTS;
  }

  /**
   * A builder that starts from the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder(DEFAULTS);
  }

  /**
   * A builder that starts from these options.
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

  /**
   * Changes single options; see the record's components for units and defaults. Not thread-safe.
   */
  public static final class Builder {
    private String path;
    private boolean addTrailingSlash;
    private Duration pingInterval;
    private Duration pingTimeout;
    private Duration upgradeTimeout;
    private Duration pollingCloseTimeout;
    private Duration handshakeTimeout;
    private int maxPayload;
    private int maxQueuedBytes;
    private int maxSessions;
    private int maxSessionsPerAddress;
    private int maxPendingHandshakes;
    private Set<TransportName> transports;
    private boolean allowUpgrades;
    private Optional<HttpCompression> httpCompression;
    private Optional<PerMessageDeflate> perMessageDeflate;
    private Optional<Cors> cors;
    private Optional<SessionCookie> cookie;
    private Optional<Admission> admission;
    private SessionIds sessionIds;
    private List<EngineMiddleware> middlewares;
    private Optional<BiConsumer<HandshakeRequest, Headers.Builder>> initialHeaders;
    private Optional<String> initialPacket;
    private Consumer<HandshakeError> onHandshakeError;

    private Builder(EngineOptions from) {
      path = from.path;
      addTrailingSlash = from.addTrailingSlash;
      pingInterval = from.pingInterval;
      pingTimeout = from.pingTimeout;
      upgradeTimeout = from.upgradeTimeout;
      pollingCloseTimeout = from.pollingCloseTimeout;
      handshakeTimeout = from.handshakeTimeout;
      maxPayload = from.maxPayload;
      maxQueuedBytes = from.maxQueuedBytes;
      maxSessions = from.maxSessions;
      maxSessionsPerAddress = from.maxSessionsPerAddress;
      maxPendingHandshakes = from.maxPendingHandshakes;
      transports = from.transports;
      allowUpgrades = from.allowUpgrades;
      httpCompression = from.httpCompression;
      perMessageDeflate = from.perMessageDeflate;
      cors = from.cors;
      cookie = from.cookie;
      admission = from.admission;
      sessionIds = from.sessionIds;
      middlewares = new ArrayList<>(from.middlewares);
      initialHeaders = from.initialHeaders;
      initialPacket = from.initialPacket;
      onHandshakeError = from.onHandshakeError;
    }

    /**
     * Sets {@link EngineOptions#path()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder path(String value) {
      path = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#addTrailingSlash()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder addTrailingSlash(boolean value) {
      addTrailingSlash = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#pingInterval()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder pingInterval(Duration value) {
      pingInterval = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#pingTimeout()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder pingTimeout(Duration value) {
      pingTimeout = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#upgradeTimeout()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder upgradeTimeout(Duration value) {
      upgradeTimeout = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#pollingCloseTimeout()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder pollingCloseTimeout(Duration value) {
      pollingCloseTimeout = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#handshakeTimeout()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder handshakeTimeout(Duration value) {
      handshakeTimeout = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#maxPayload()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder maxPayload(int value) {
      maxPayload = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#maxQueuedBytes()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder maxQueuedBytes(int value) {
      maxQueuedBytes = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#maxSessions()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder maxSessions(int value) {
      maxSessions = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#maxSessionsPerAddress()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder maxSessionsPerAddress(int value) {
      maxSessionsPerAddress = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#maxPendingHandshakes()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder maxPendingHandshakes(int value) {
      maxPendingHandshakes = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#transports()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder transports(TransportName... value) {
      transports = Set.of(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#allowUpgrades()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder allowUpgrades(boolean value) {
      allowUpgrades = value;
      return this;
    }

    /**
     * Sets {@link EngineOptions#httpCompression()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder httpCompression(HttpCompression value) {
      httpCompression = Optional.of(value);
      return this;
    }

    /**
     * Switches {@link EngineOptions#httpCompression()} off.
     *
     * @return this
     */
    public Builder noHttpCompression() {
      httpCompression = Optional.empty();
      return this;
    }

    /**
     * Switches {@link EngineOptions#perMessageDeflate()} on.
     *
     * @param value the new value
     * @return this
     */
    public Builder perMessageDeflate(PerMessageDeflate value) {
      perMessageDeflate = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#cors()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder cors(Cors value) {
      cors = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#cookie()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder cookie(SessionCookie value) {
      cookie = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#admission()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder admission(Admission value) {
      admission = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#sessionIds()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder sessionIds(SessionIds value) {
      sessionIds = value;
      return this;
    }

    /**
     * Adds to {@link EngineOptions#middlewares()}.
     *
     * @param value sees requests after those that were added before
     * @return this
     */
    public Builder use(EngineMiddleware value) {
      middlewares.add(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#initialHeaders()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder initialHeaders(BiConsumer<HandshakeRequest, Headers.Builder> value) {
      initialHeaders = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#initialPacket()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder initialPacket(String value) {
      initialPacket = Optional.of(value);
      return this;
    }

    /**
     * Sets {@link EngineOptions#onHandshakeError()}.
     *
     * @param value the new value
     * @return this
     */
    public Builder onHandshakeError(Consumer<HandshakeError> value) {
      onHandshakeError = value;
      return this;
    }

    /**
     * Makes the options.
     *
     * @return checked and immutable
     * @throws IllegalArgumentException as the record's constructor
     */
    public EngineOptions build() {
      return new EngineOptions(
          path,
          addTrailingSlash,
          pingInterval,
          pingTimeout,
          upgradeTimeout,
          pollingCloseTimeout,
          handshakeTimeout,
          maxPayload,
          maxQueuedBytes,
          maxSessions,
          maxSessionsPerAddress,
          maxPendingHandshakes,
          transports,
          allowUpgrades,
          httpCompression,
          perMessageDeflate,
          cors,
          cookie,
          admission,
          sessionIds,
          middlewares,
          initialHeaders,
          initialPacket,
          onHandshakeError);
    }
  }
}
