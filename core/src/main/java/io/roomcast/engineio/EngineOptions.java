package io.roomcast.engineio;

import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The options of the engine. Immutable; made by {@link #builder()}.
 *
 * <p>Example: {@link EngineOptionsBuilder}.
 *
 * <p>Counterpart in Socket.IO: the options of {@code engine.io} that are passed to {@code new
 * Server(…)}.
 */
public final class EngineOptions {
  private static final EngineOptions DEFAULTS = new EngineOptionsBuilder().build();

  private final String path;
  private final boolean addTrailingSlash;
  private final Duration pingInterval;
  private final Duration pingTimeout;
  private final Duration upgradeTimeout;
  private final Duration pollingCloseTimeout;
  private final Duration handshakeTimeout;
  private final int maxPayload;
  private final int maxQueuedBytes;
  private final int maxQueuedPackets;
  private final int maxSessions;
  private final int maxSessionsPerAddress;
  private final int maxPendingHandshakes;
  private final int maxHandshakesPerSecond;
  private final int maxHandshakesPerSecondPerAddress;
  private final Set<TransportName> transports;
  private final boolean allowUpgrades;
  private final boolean allowEIO3;
  private final Optional<HttpCompression> httpCompression;
  private final Optional<PerMessageDeflate> perMessageDeflate;
  private final Optional<Cors> cors;
  private final TrustedProxies trustedProxies;
  private final Optional<SessionCookie> cookie;
  private final Optional<Admission> admission;
  private final SessionIds sessionIds;
  private final List<EngineMiddleware> middlewares;
  private final Optional<BiConsumer<HandshakeRequest, Headers.Builder>> initialHeaders;
  private final Optional<String> initialPacket;
  private final Consumer<HandshakeError> onHandshakeError;

  /** {@code from} has been checked. */
  EngineOptions(EngineOptionsBuilder from) {
    path = from.path.endsWith("/") ? from.path.substring(0, from.path.length() - 1) : from.path;
    addTrailingSlash = from.addTrailingSlash;
    pingInterval = from.pingInterval;
    pingTimeout = from.pingTimeout;
    upgradeTimeout = from.upgradeTimeout;
    pollingCloseTimeout = from.pollingCloseTimeout;
    handshakeTimeout = from.handshakeTimeout;
    maxPayload = from.maxPayload;
    maxQueuedBytes = from.maxQueuedBytes;
    maxQueuedPackets = from.maxQueuedPackets;
    maxSessions = from.maxSessions;
    maxSessionsPerAddress = from.maxSessionsPerAddress;
    maxPendingHandshakes = from.maxPendingHandshakes;
    maxHandshakesPerSecond = from.maxHandshakesPerSecond;
    maxHandshakesPerSecondPerAddress = from.maxHandshakesPerSecondPerAddress;
    transports = Set.copyOf(from.transports);
    allowUpgrades = from.allowUpgrades;
    allowEIO3 = from.allowEIO3;
    httpCompression = from.httpCompression;
    perMessageDeflate = from.perMessageDeflate;
    cors = from.cors;
    trustedProxies = from.trustedProxies;
    cookie = from.cookie;
    admission = from.admission;
    sessionIds = from.sessionIds;
    middlewares = List.copyOf(from.middlewares);
    initialHeaders = from.initialHeaders;
    initialPacket = from.initialPacket;
    onHandshakeError = from.onHandshakeError;
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
  public static EngineOptionsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /**
   * A builder that starts from these options.
   *
   * @return a new builder
   */
  public EngineOptionsBuilder toBuilder() {
    return new EngineOptionsBuilder(this);
  }

  /**
   * The path under which the server is reached, and everything below it.
   *
   * @return {@code /socket.io} by default
   */
  public String path() {
    return path;
  }

  /**
   * Whether the path itself ends with a slash, so that {@code /socket.io} without one is not the
   * server's.
   *
   * @return true by default
   */
  public boolean addTrailingSlash() {
    return addTrailingSlash;
  }

  /**
   * From one pong to the next ping.
   *
   * @return 25 s by default
   */
  public Duration pingInterval() {
    return pingInterval;
  }

  /**
   * How long a pong may take; then the session ends with {@link CloseReason#PING_TIMEOUT}.
   *
   * @return 20 s by default
   */
  public Duration pingTimeout() {
    return pingTimeout;
  }

  /**
   * How long an upgrade may take; then the session stays on polling.
   *
   * @return 10 s by default
   */
  public Duration upgradeTimeout() {
    return upgradeTimeout;
  }

  /**
   * How long a closing session waits for a poll that can carry the close packet.
   *
   * @return 30 s by default
   */
  public Duration pollingCloseTimeout() {
    return pollingCloseTimeout;
  }

  /**
   * How long the application may take over one request: middlewares, and then {@code admission},
   * {@code sessionIds} and {@code initialHeaders} together. When it is over the client is answered
   * 503 with {@code Retry-After}; what the application still does then has no effect, but counts as
   * described at {@code maxPendingHandshakes}.
   *
   * @return 10 s by default
   */
  public Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  /**
   * Bytes of one polling body or WebSocket message from a client, told to it in the handshake; over
   * it a POST is answered 413 and a WebSocket is closed with 1009. A client must have sent it
   * within {@link io.roomcast.spi.transport.Limits#bodyTimeout()} or {@link
   * io.roomcast.spi.transport.Limits#messageTimeout()}: with the defaults of all three that takes
   * an uplink of 270 kbit/s for the largest message, so where slow clients send large ones raise
   * both.
   *
   * @return 1 000 000 by default
   */
  public int maxPayload() {
    return maxPayload;
  }

  /**
   * Bytes that may wait for one client that does not take them, each message counted with 128 bytes
   * on top; a message that would exceed it ends the session with {@link CloseReason#TOO_SLOW}, or,
   * if it is an event of a namespace with another {@link io.roomcast.Overflow}, is refused. What
   * the transport takes for one connection, {@link io.roomcast.spi.transport.Limits#highWaterMark}
   * and one message, and a single larger message where nothing waits before it, are sent in any
   * case. What many threads send at the same instant may exceed it by 1 MiB until it has been put
   * in order.
   *
   * @return 8 MiB by default
   */
  public int maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * Messages that may wait for one client that does not take them, with the same consequences;
   * those that the transport has taken are not counted. An event with attachments is as many
   * messages more.
   *
   * @return 65 536 by default: as many as {@link #maxQueuedBytes()} has room for
   */
  public int maxQueuedPackets() {
    return maxQueuedPackets;
  }

  /**
   * Open sessions and handshakes in progress; a handshake over it is answered 503 with {@code
   * Retry-After}. Each session keeps the {@link HandshakeRequest} that opened it, so up to {@link
   * io.roomcast.spi.transport.Limits#maxHeadBytes()} of memory.
   *
   * @return 100 000 by default
   */
  public int maxSessions() {
    return maxSessions;
  }

  /**
   * The same for one remote address, as which a /64 network of IPv6 counts. Without a limit by
   * default, since all users behind a proxy, or behind one company's or carrier's router, share an
   * address; set it where clients connect directly, or {@link #trustedProxies()} tell them apart.
   *
   * @return no limit of its own by default
   */
  public int maxSessionsPerAddress() {
    return maxSessionsPerAddress;
  }

  /**
   * Newcomers' requests that are with the application at a time: in {@code middlewares}, {@code
   * admission}, {@code sessionIds} or {@code initialHeaders}, or waiting for a thread to get there;
   * one over it is answered 503 with {@code Retry-After}. A request counts, against {@code
   * maxSessions} too, until the application has returned and its stage has completed, even where
   * the client has gone; so every stage must complete some time. Those of an open session, which
   * middlewares see as well, do not count: each session may have four of them there at a time.
   *
   * @return 1000 by default
   */
  public int maxPendingHandshakes() {
    return maxPendingHandshakes;
  }

  /**
   * Handshakes in a second, or where there are {@code middlewares} whatever they see of clients
   * without an open session; as many may come at once after a quiet second. One over it is answered
   * 503 with {@code Retry-After}, before a middleware or {@code admission} is asked. So it is also
   * how fast clients can be back that have all lost their connection at the same time. Requests of
   * open sessions and their upgrades do not count; nor do TLS handshakes, which come before, and
   * are bounded by the transport's limits of time and connections.
   *
   * @return 2000 by default; {@link Integer#MAX_VALUE} is no limit
   */
  public int maxHandshakesPerSecond() {
    return maxHandshakesPerSecond;
  }

  /**
   * The same for one remote address. By default without a limit, for the reason given at {@link
   * #maxSessionsPerAddress()}, until half of {@link #maxHandshakesPerSecond()} is used up: then a
   * public address is held to a tenth of that, so that one host alone does not lock newcomers out.
   * Private addresses and {@link #trustedProxies()} are not, since many clients may be behind them;
   * where a proxy with a public address is not among the latter, name it there, or set this to as
   * many as {@code maxHandshakesPerSecond}. Up to 10 000 addresses are watched at a time; where
   * more come within a second, those beyond are held to the limit of all.
   *
   * @return no limit of its own by default
   */
  public int maxHandshakesPerSecondPerAddress() {
    return maxHandshakesPerSecondPerAddress;
  }

  /**
   * The enabled transports.
   *
   * @return both by default
   */
  public Set<TransportName> transports() {
    return transports;
  }

  /**
   * Whether polling sessions may move to WebSocket.
   *
   * @return true by default
   */
  public boolean allowUpgrades() {
    return allowUpgrades;
  }

  /**
   * Whether clients of Socket.IO 2 are served, too, which speak revision 3 of Engine.IO's protocol;
   * else they are refused with code 5. Meant for the time of a move, since for the sake of such
   * clients these things are as they were in Socket.IO 2:
   *
   * <ul>
   *   <li>The id of their socket in the main namespace is the id of the connection, and in another
   *       one it ends with that. So {@link io.roomcast.Socket#id()} of such a client is a secret:
   *       whoever is told it, for example as the sender of a chat message, can take the connection
   *       over. Give clients an id of your own instead.
   *   <li>They are in the main namespace without having asked for it, so a connection alone runs
   *       its middlewares.
   *   <li>They cannot give an auth; the query of a namespace ({@code /chat?token=1}) is taken for
   *       it. In the main namespace it is empty: what such a client says there is in {@link
   *       io.roomcast.Handshake#query()}, the query of the connection, which proxies tend to log.
   *   <li>Of a refusal they get the data, or without data the message, not an object with both.
   *   <li>They are pinged by nobody: they ping, and who has not for {@code pingInterval} and {@code
   *       pingTimeout} together is gone, so it is noticed later.
   *   <li>They do not come back by {@link io.roomcast.ConnectionStateRecovery}; where that is on,
   *       their listeners get the further argument of each event as those of all clients do.
   * </ul>
   *
   * <p>Both transports, upgrades, binary and compression work as for other clients; JSONP does not.
   * A codec other than the default one must be one that they have.
   *
   * @return false by default
   */
  public boolean allowEIO3() {
    return allowEIO3;
  }

  /**
   * How the answers to polls are compressed for clients that ask for it.
   *
   * @return on by default, from 1024 bytes
   */
  public Optional<HttpCompression> httpCompression() {
    return httpCompression;
  }

  /**
   * How WebSocket messages are compressed where the client and the transport can do it. Counts for
   * every WebSocket of the port, those of {@link io.roomcast.http.HttpHandler}s too.
   *
   * @return off by default
   */
  public Optional<PerMessageDeflate> perMessageDeflate() {
    return perMessageDeflate;
  }

  /**
   * Which pages of other origins are let in.
   *
   * @return none by default
   */
  public Optional<Cors> cors() {
    return cors;
  }

  /**
   * The proxies whose word on a client's address is taken, for {@link
   * HandshakeRequest#remoteAddress()}, {@link HandshakeRequest#secure()}, {@link
   * #maxSessionsPerAddress()}, the check of origins, and logs.
   *
   * @return {@link TrustedProxies#none()} by default
   */
  public TrustedProxies trustedProxies() {
    return trustedProxies;
  }

  /**
   * The cookie with the session's id.
   *
   * @return none by default
   */
  public Optional<SessionCookie> cookie() {
    return cookie;
  }

  /**
   * Who may open a session.
   *
   * @return everybody by default
   */
  public Optional<Admission> admission() {
    return admission;
  }

  /**
   * Makes the sessions' ids.
   *
   * @return {@link SessionIds#random()} by default
   */
  public SessionIds sessionIds() {
    return sessionIds;
  }

  /**
   * What sees every request first.
   *
   * @return none by default
   */
  public List<EngineMiddleware> middlewares() {
    return middlewares;
  }

  /**
   * Adds headers to the response that opens a session, once per session, on the server's executor.
   *
   * @return none by default
   */
  public Optional<BiConsumer<HandshakeRequest, Headers.Builder>> initialHeaders() {
    return initialHeaders;
  }

  /**
   * The text of a message that every session is sent right after it has opened, on polling with the
   * same response.
   *
   * @return none by default
   */
  public Optional<String> initialPacket() {
    return initialPacket;
  }

  /**
   * Is told of refused requests, on the server's executor. Anybody can have any number of requests
   * refused, so where it is so slow that 256 of them wait, further ones are dropped, which is
   * logged.
   *
   * @return by default nothing is told beyond a debug log line
   */
  public Consumer<HandshakeError> onHandshakeError() {
    return onHandshakeError;
  }
}
