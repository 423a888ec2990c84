package io.roomcast.engineio;

import io.roomcast.spi.transport.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which pages of other origins may talk to the server, as browsers enforce it. Without it no CORS
 * header is sent, and only same-origin pages can poll. Immutable.
 *
 * <p>The same list decides on WebSockets, which browsers open across origins without asking: a
 * WebSocket whose {@code Origin} is neither the server's own nor allowed here is refused: answered
 * 400, and told to {@link EngineOptions#onHandshakeError()} with code {@link
 * HandshakeError.Code#FORBIDDEN} and the context {@code name=ORIGIN_NOT_ALLOWED}, within its bound.
 *
 * <pre>{@code
 * Server.builder().engine(e -> e.cors(
 *     Cors.allow("https://chat.example.com", "http://localhost:5173").withCredentials()));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code cors} option.
 */
public final class Cors {
  private final Predicate<String> origins;
  private final boolean any;
  private final boolean credentials;
  private final List<String> methods;
  private final List<String> allowedHeaders;
  private final List<String> exposedHeaders;
  private final Optional<Duration> maxAge;

  private Cors(
      Predicate<String> origins,
      boolean any,
      boolean credentials,
      List<String> methods,
      List<String> allowedHeaders,
      List<String> exposedHeaders,
      Optional<Duration> maxAge) {
    this.origins = origins;
    this.any = any;
    this.credentials = credentials;
    this.methods = List.copyOf(methods);
    this.allowedHeaders = List.copyOf(allowedHeaders);
    this.exposedHeaders = List.copyOf(exposedHeaders);
    this.maxAge = maxAge;
  }

  private static Cors of(Predicate<String> origins, boolean any) {
    List<String> methods = List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE");
    return new Cors(origins, any, false, methods, List.of(), List.of(), Optional.empty());
  }

  /**
   * Allows the pages of some origins.
   *
   * @param origins compared literally, for example {@code https://chat.example.com}: scheme, host
   *     and port where it is not the default, no trailing slash
   * @return the rule
   * @throws IllegalArgumentException if an origin is {@code *}, ends with a slash, or has a space
   *     or a control character
   */
  public static Cors allow(String... origins) {
    Set<String> allowed = Set.of(origins);
    for (String origin : allowed) {
      if (origin.equals("*") || origin.endsWith("/") || origin.chars().anyMatch(c -> c <= ' ')) {
        throw new IllegalArgumentException(
            "not an origin: \"" + origin + "\" (scheme://host[:port]; for all, use allowAny())");
      }
    }
    return of(allowed::contains, false);
  }

  /**
   * Allows the pages of the origins that a predicate accepts. It is called on I/O threads, for
   * every request that has an origin, so it must be short and must not block. Where it throws, the
   * origin is not allowed; that is logged, once a minute at most.
   *
   * @param origins is given the {@code Origin} header
   * @return the rule
   */
  public static Cors allowIf(Predicate<String> origins) {
    return of(origins, false);
  }

  /**
   * Allows the pages of every origin, without credentials.
   *
   * @return the rule
   */
  public static Cors allowAny() {
    return of(origin -> true, true);
  }

  /** Here rather than in every answer, which could not be sent with it. */
  private static void requireTokens(String... names) {
    for (String name : names) {
      var unused = Headers.of(name, "");
    }
  }

  /**
   * Lets browsers send cookies and other credentials along.
   *
   * @return a changed copy
   * @throws IllegalStateException after {@link #allowAny()}: every page of the web could then act
   *     in the user's name; name the origins instead
   */
  public Cors withCredentials() {
    if (any) {
      throw new IllegalStateException(
          "credentials for any origin would let every page act in the user's name;"
              + " name the origins with Cors.allow(…)");
    }
    return new Cors(origins, any, true, methods, allowedHeaders, exposedHeaders, maxAge);
  }

  /**
   * Sets the methods that a preflight answer names.
   *
   * @param methods GET, HEAD, PUT, PATCH, POST and DELETE by default
   * @return a changed copy
   * @throws IllegalArgumentException if one is not a token, as names of methods and headers are
   */
  public Cors withMethods(String... methods) {
    requireTokens(methods);
    return new Cors(
        origins, any, credentials, List.of(methods), allowedHeaders, exposedHeaders, maxAge);
  }

  /**
   * Sets the request headers that a preflight answer names.
   *
   * @param headers by default those that the preflight asks for
   * @return a changed copy
   * @throws IllegalArgumentException if one is not a header name
   */
  public Cors withAllowedHeaders(String... headers) {
    requireTokens(headers);
    return new Cors(origins, any, credentials, methods, List.of(headers), exposedHeaders, maxAge);
  }

  /**
   * Sets the response headers that scripts may read.
   *
   * @param headers none by default
   * @return a changed copy
   * @throws IllegalArgumentException if one is not a header name
   */
  public Cors withExposedHeaders(String... headers) {
    requireTokens(headers);
    return new Cors(origins, any, credentials, methods, allowedHeaders, List.of(headers), maxAge);
  }

  /**
   * Sets how long browsers may remember a preflight answer.
   *
   * @param age left to the browser by default
   * @return a changed copy
   */
  public Cors withMaxAge(Duration age) {
    return new Cors(
        origins, any, credentials, methods, allowedHeaders, exposedHeaders, Optional.of(age));
  }

  /**
   * Whether an origin is allowed.
   *
   * @param origin the {@code Origin} header
   * @return true if it is
   */
  public boolean allows(String origin) {
    return origins.test(origin);
  }

  /**
   * Whether every origin is allowed, so that {@code *} is sent.
   *
   * @return true after {@link #allowAny()}
   */
  public boolean allowsAny() {
    return any;
  }

  /**
   * Whether credentials are allowed.
   *
   * @return true after {@link #withCredentials()}
   */
  public boolean credentials() {
    return credentials;
  }

  /**
   * The methods that a preflight answer names.
   *
   * @return unmodifiable
   */
  public List<String> methods() {
    return methods;
  }

  /**
   * The request headers that a preflight answer names.
   *
   * @return unmodifiable; empty to echo what was asked for
   */
  public List<String> allowedHeaders() {
    return allowedHeaders;
  }

  /**
   * The response headers that scripts may read.
   *
   * @return unmodifiable
   */
  public List<String> exposedHeaders() {
    return exposedHeaders;
  }

  /**
   * How long a preflight answer may be remembered.
   *
   * @return empty to leave it to the browser
   */
  public Optional<Duration> maxAge() {
    return maxAge;
  }
}
