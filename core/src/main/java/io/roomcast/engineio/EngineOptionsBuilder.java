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
 * Builds {@link EngineOptions}; see there for units, defaults and consequences. Not thread-safe.
 *
 * <pre>{@code
 * Server.builder().engine(e -> e
 *     .path("/chat")
 *     .pingInterval(Duration.ofSeconds(10))
 *     .maxPayload(100_000)
 *     .transports(TransportName.WEBSOCKET));
 * }</pre>
 */
public final class EngineOptionsBuilder {
  String path = "/socket.io";
  boolean addTrailingSlash = true;
  Duration pingInterval = Duration.ofSeconds(25);
  Duration pingTimeout = Duration.ofSeconds(20);
  Duration upgradeTimeout = Duration.ofSeconds(10);
  Duration pollingCloseTimeout = Duration.ofSeconds(30);
  Duration handshakeTimeout = Duration.ofSeconds(10);
  int maxPayload = 1_000_000;
  int maxQueuedBytes = 8 * 1024 * 1024;
  int maxQueuedPackets = 65_536;
  int maxSessions = 100_000;
  int maxSessionsPerAddress = Integer.MAX_VALUE;
  int maxPendingHandshakes = 1000;
  int maxHandshakesPerSecond = 2000;
  int maxHandshakesPerSecondPerAddress = Integer.MAX_VALUE;
  Set<TransportName> transports = Set.of(TransportName.POLLING, TransportName.WEBSOCKET);
  boolean allowUpgrades = true;
  boolean allowEIO3;
  Optional<HttpCompression> httpCompression = Optional.of(HttpCompression.defaults());
  Optional<PerMessageDeflate> perMessageDeflate = Optional.empty();
  Optional<Cors> cors = Optional.empty();
  TrustedProxies trustedProxies = TrustedProxies.none();
  Optional<SessionCookie> cookie = Optional.empty();
  Optional<Admission> admission = Optional.empty();
  SessionIds sessionIds = SessionIds.random();
  final List<EngineMiddleware> middlewares = new ArrayList<>();
  Optional<BiConsumer<HandshakeRequest, Headers.Builder>> initialHeaders = Optional.empty();
  Optional<String> initialPacket = Optional.empty();
  Consumer<HandshakeError> onHandshakeError = error -> {};

  /** With the defaults. */
  EngineOptionsBuilder() {}

  EngineOptionsBuilder(EngineOptions from) {
    path = from.path();
    addTrailingSlash = from.addTrailingSlash();
    pingInterval = from.pingInterval();
    pingTimeout = from.pingTimeout();
    upgradeTimeout = from.upgradeTimeout();
    pollingCloseTimeout = from.pollingCloseTimeout();
    handshakeTimeout = from.handshakeTimeout();
    maxPayload = from.maxPayload();
    maxQueuedBytes = from.maxQueuedBytes();
    maxQueuedPackets = from.maxQueuedPackets();
    maxSessions = from.maxSessions();
    maxSessionsPerAddress = from.maxSessionsPerAddress();
    maxPendingHandshakes = from.maxPendingHandshakes();
    maxHandshakesPerSecond = from.maxHandshakesPerSecond();
    maxHandshakesPerSecondPerAddress = from.maxHandshakesPerSecondPerAddress();
    transports = from.transports();
    allowUpgrades = from.allowUpgrades();
    allowEIO3 = from.allowEIO3();
    httpCompression = from.httpCompression();
    perMessageDeflate = from.perMessageDeflate();
    cors = from.cors();
    trustedProxies = from.trustedProxies();
    cookie = from.cookie();
    admission = from.admission();
    sessionIds = from.sessionIds();
    middlewares.addAll(from.middlewares());
    initialHeaders = from.initialHeaders();
    initialPacket = from.initialPacket();
    onHandshakeError = from.onHandshakeError();
  }

  /**
   * Sets {@link EngineOptions#path()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder path(String value) {
    path = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#addTrailingSlash()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder addTrailingSlash(boolean value) {
    addTrailingSlash = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#pingInterval()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder pingInterval(Duration value) {
    pingInterval = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#pingTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder pingTimeout(Duration value) {
    pingTimeout = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#upgradeTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder upgradeTimeout(Duration value) {
    upgradeTimeout = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#pollingCloseTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder pollingCloseTimeout(Duration value) {
    pollingCloseTimeout = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#handshakeTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder handshakeTimeout(Duration value) {
    handshakeTimeout = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxPayload()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxPayload(int value) {
    maxPayload = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxQueuedBytes()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxQueuedBytes(int value) {
    maxQueuedBytes = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxQueuedPackets()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxQueuedPackets(int value) {
    maxQueuedPackets = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxSessions()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxSessions(int value) {
    maxSessions = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxSessionsPerAddress()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxSessionsPerAddress(int value) {
    maxSessionsPerAddress = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxPendingHandshakes()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxPendingHandshakes(int value) {
    maxPendingHandshakes = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxHandshakesPerSecond()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxHandshakesPerSecond(int value) {
    maxHandshakesPerSecond = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#maxHandshakesPerSecondPerAddress()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder maxHandshakesPerSecondPerAddress(int value) {
    maxHandshakesPerSecondPerAddress = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#transports()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder transports(TransportName... value) {
    transports = Set.of(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#allowUpgrades()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder allowUpgrades(boolean value) {
    allowUpgrades = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#allowEIO3()}: whether clients of Socket.IO 2 are served beside
   * others. See there for what is different with them, above all for their ids, which are secrets.
   *
   * @param value the new value; without this it is false
   * @return this
   */
  public EngineOptionsBuilder allowEIO3(boolean value) {
    allowEIO3 = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#httpCompression()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder httpCompression(HttpCompression value) {
    httpCompression = Optional.of(value);
    return this;
  }

  /**
   * Switches {@link EngineOptions#httpCompression()} off.
   *
   * @return this
   */
  public EngineOptionsBuilder noHttpCompression() {
    httpCompression = Optional.empty();
    return this;
  }

  /**
   * Switches {@link EngineOptions#perMessageDeflate()} on.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder perMessageDeflate(PerMessageDeflate value) {
    perMessageDeflate = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#cors()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder cors(Cors value) {
    cors = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#trustedProxies()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder trustedProxies(TrustedProxies value) {
    trustedProxies = value;
    return this;
  }

  /**
   * Sets {@link EngineOptions#cookie()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder cookie(SessionCookie value) {
    cookie = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#admission()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder admission(Admission value) {
    admission = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#sessionIds()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder sessionIds(SessionIds value) {
    sessionIds = value;
    return this;
  }

  /**
   * Adds to {@link EngineOptions#middlewares()}.
   *
   * @param value sees requests after those that were added before
   * @return this
   */
  public EngineOptionsBuilder use(EngineMiddleware value) {
    middlewares.add(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#initialHeaders()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder initialHeaders(BiConsumer<HandshakeRequest, Headers.Builder> value) {
    initialHeaders = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#initialPacket()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder initialPacket(String value) {
    initialPacket = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link EngineOptions#onHandshakeError()}.
   *
   * @param value the new value
   * @return this
   */
  public EngineOptionsBuilder onHandshakeError(Consumer<HandshakeError> value) {
    onHandshakeError = value;
    return this;
  }

  /**
   * Makes the options.
   *
   * @return checked and immutable
   * @throws IllegalArgumentException if the path does not begin with a slash, names nothing or has
   *     what no path of a URL has, a duration or a number is not positive, or no transport is
   *     enabled
   */
  public EngineOptions build() {
    if (!path.startsWith("/") || path.length() < 2) {
      throw new IllegalArgumentException(
          "path must begin with / and name something, not \"" + path + "\"");
    }
    if (path.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '?' || c == '#')) {
      throw new IllegalArgumentException("path must be that of a URL, not \"" + path + "\"");
    }
    requirePositive(pingInterval, "pingInterval");
    requirePositive(pingTimeout, "pingTimeout");
    requirePositive(upgradeTimeout, "upgradeTimeout");
    requirePositive(pollingCloseTimeout, "pollingCloseTimeout");
    requirePositive(handshakeTimeout, "handshakeTimeout");
    requirePositive(maxPayload, "maxPayload");
    requirePositive(maxQueuedBytes, "maxQueuedBytes");
    requirePositive(maxQueuedPackets, "maxQueuedPackets");
    requirePositive(maxSessions, "maxSessions");
    requirePositive(maxSessionsPerAddress, "maxSessionsPerAddress");
    requirePositive(maxPendingHandshakes, "maxPendingHandshakes");
    requirePositive(maxHandshakesPerSecond, "maxHandshakesPerSecond");
    requirePositive(maxHandshakesPerSecondPerAddress, "maxHandshakesPerSecondPerAddress");
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("at least one transport must be enabled");
    }
    requireNonNull(sessionIds, "sessionIds");
    requireNonNull(onHandshakeError, "onHandshakeError");
    return new EngineOptions(this);
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
}
