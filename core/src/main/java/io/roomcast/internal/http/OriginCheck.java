package io.roomcast.internal.http;

import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.engineio.LogText;
import io.roomcast.spi.transport.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses WebSockets that a page of a foreign origin opens: browsers send the user's cookies along
 * and ask nobody, so without this check any page of the web could act in the user's name.
 *
 * <p>The page's own server is the one that {@code Host} names, or a trusted proxy. The scheme is
 * not compared, because TLS may end at a proxy; a port that is left out is the default one of the
 * origin's scheme.
 */
final class OriginCheck {
  /** What the client is told. */
  static final String REFUSAL =
      "origin not allowed: to let pages of other origins open a WebSocket, name them in"
          + " EngineOptions.cors, for example Cors.allow(\"https://chat.example.com\")";

  private static final Logger log = LoggerFactory.getLogger(OriginCheck.class);
  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("http", 80, "https", 443, "ws", 80, "wss", 443);

  private final Optional<CorsPolicy> cors;
  private final LogThrottle throttle;

  OriginCheck(Optional<CorsPolicy> cors, LongSupplier nanoClock) {
    this.cors = cors;
    this.throttle = new LogThrottle(Duration.ofMinutes(1), nanoClock);
  }

  /**
   * Whether the upgrade, sent to these hosts, may go on. Without an {@code Origin} it does: that is
   * no browser.
   */
  boolean passes(Exchange upgrade, List<String> hosts) {
    List<String> origins = upgrade.headers().all("Origin");
    if (origins.isEmpty()) {
      return true;
    }
    String origin = String.join(", ", origins); // more than one is never the server's own
    if (isOwn(origin, hosts)
        || (origins.size() == 1 && cors.isPresent() && cors.get().allows(origin))) {
      return true;
    }
    if (throttle.pass()) {
      log.info(
          "refused a WebSocket from origin {}; allow it with EngineOptions.cors"
              + " (this is logged once a minute)",
          LogText.clean(origin));
    }
    return false;
  }

  /** The refusal of an upgrade that has not passed. */
  static HandshakeError error(Exchange upgrade) {
    String origin = String.join(", ", upgrade.headers().all("Origin"));
    return new HandshakeError(
        Code.FORBIDDEN,
        REFUSAL,
        Map.of("name", "ORIGIN_NOT_ALLOWED", "origin", LogText.clean(origin)),
        upgrade.headers(),
        upgrade.remoteAddress());
  }

  private static boolean isOwn(String origin, List<String> hosts) {
    int scheme = origin.indexOf("://");
    if (scheme < 0 || hosts.size() != 1) {
      return false;
    }
    Integer defaultPort = DEFAULT_PORTS.get(origin.substring(0, scheme).toLowerCase(Locale.ROOT));
    Authority page = Authority.parse(origin.substring(scheme + 3));
    Authority server = Authority.parse(hosts.get(0));
    return defaultPort != null
        && page != null
        && server != null
        && page.host.equals(server.host)
        && page.portOr(defaultPort) == server.portOr(defaultPort);
  }

  /** A host in lower case, and a port, negative if left out. */
  private record Authority(String host, int port) {
    private static final int NONE = -1;

    static @Nullable Authority parse(String text) {
      int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
      if (end < 0) {
        end = text.length();
      }
      String host = text.substring(0, end);
      if (host.isEmpty() || host.chars().anyMatch(c -> "/\\?#@, \t".indexOf(c) >= 0)) {
        return null;
      }
      Integer port = port(text.substring(end));
      return port == null ? null : new Authority(host.toLowerCase(Locale.ROOT), port);
    }

    private static @Nullable Integer port(String rest) {
      if (rest.isEmpty()) {
        return NONE;
      }
      if (!rest.matches(":[0-9]{1,5}")) {
        return null;
      }
      return Integer.valueOf(rest.substring(1));
    }

    int portOr(int fallback) {
      return port == NONE ? fallback : port;
    }
  }
}
