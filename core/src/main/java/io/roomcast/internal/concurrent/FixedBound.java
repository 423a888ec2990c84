package io.roomcast.internal.concurrent;

/**
 * A bound that no option moves, since nobody would gain by that: of what clients cause, or what
 * waits for an application that is slower than they are. Where one is reached it is counted by its
 * name, as the limit of an option is. {@code docs/limits.md} has all of them.
 */
public enum FixedBound {
  /** Requests that wait for {@code HttpHandler}s. */
  HTTP_HANDLERS("httpHandlers", 1024),

  /** Health checks that wait for their requirements to be looked at. */
  HEALTH_CHECKS("healthChecks", 64),

  /** What waits for a listener of the application's own WebSockets. */
  WEB_SOCKET_MESSAGES("webSocketMessages", 1000, 1_048_576),

  /** Parameters of a query. */
  QUERY_PARAMETERS("queryParameters", 256),

  /**
   * Requests of one session that are with middlewares: a poll, a POST, an upgrade, one to spare.
   */
  SESSION_REQUESTS("sessionRequests", 4),

  /** Refusals that wait for the listeners of handshake errors. */
  HANDSHAKE_ERRORS("handshakeErrors", 256),

  /** Hosts whose handshakes are counted at a time. */
  HANDSHAKE_HOSTS("handshakeHosts", 10_000),

  /** A host's part of all handshakes under pressure, where it has no limit: one in so many. */
  HANDSHAKE_SHARE("handshakeShare", 10),

  /** What waits for the application's listeners of one session. */
  SESSION_EVENTS("sessionEvents", 1000, 1_048_576),

  /** Clients that have said goodbye, with a poll on its way. */
  CROSSED_POLLS("crossedPolls", 1024),

  /** Clients that wait to be looked for in a session store. */
  SESSION_LOOKUPS("sessionLookups", 10_000),

  /** Acks of one socket that wait for its events in an adapter's log. */
  ACKS_BEHIND_LOG("acksBehindLog", 1000);

  private final String counter;
  private final int max;
  private final int maxBytes;

  FixedBound(String counter, int max) {
    this(counter, max, Integer.MAX_VALUE);
  }

  FixedBound(String counter, int max, int maxBytes) {
    this.counter = counter;
    this.max = max;
    this.maxBytes = maxBytes;
  }

  /** The name by which it is counted. */
  public String counter() {
    return counter;
  }

  /** How many there may be. */
  public int max() {
    return max;
  }

  /** How many bytes they may have together, where that is bounded. */
  public int maxBytes() {
    return maxBytes;
  }
}
