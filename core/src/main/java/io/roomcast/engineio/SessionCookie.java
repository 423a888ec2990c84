package io.roomcast.engineio;

import java.time.Duration;
import java.util.Optional;

/**
 * A cookie with the session's id, for load balancers that stick by cookie. Sent with the polling
 * handshake only; the server never reads it.
 *
 * <pre>{@code
 * Server.builder().engine(e -> e.cookie(SessionCookie.named("node")));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code cookie} option.
 *
 * @param name a token; {@code io} by default
 * @param path the path, or empty to leave it out; {@code /} by default
 * @param httpOnly hides the cookie from scripts; true by default
 * @param sameSite when other sites' requests carry it; {@code Lax} by default
 * @param secure whether it travels over TLS only; false by default
 * @param domain the domain, where it is not the host itself
 * @param maxAge how long it lives, where it is not until the browser closes
 */
public record SessionCookie(
    String name,
    Optional<String> path,
    boolean httpOnly,
    SameSite sameSite,
    boolean secure,
    Optional<String> domain,
    Optional<Duration> maxAge) {

  /** The values of the {@code SameSite} attribute. */
  public enum SameSite {
    /** Same-site requests only. */
    STRICT("Strict"),
    /** Also when the user follows a link. */
    LAX("Lax"),
    /** Always; needs {@code secure}. */
    NONE("None");

    private final String text;

    SameSite(String text) {
      this.text = text;
    }
  }

  /**
   * A cookie.
   *
   * @throws IllegalArgumentException if the name is no token, the path or the domain is empty or
   *     has characters that would end it, {@code SameSite=None} comes without {@code secure}, or
   *     the time is negative
   */
  public SessionCookie {
    if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
      throw new IllegalArgumentException("not a cookie name: \"" + name + "\"");
    }
    path.ifPresent(value -> requireAttribute("path", value));
    domain.ifPresent(value -> requireAttribute("domain", value));
    if (sameSite == SameSite.NONE && !secure) {
      throw new IllegalArgumentException(
          "a cookie with SameSite=None must be secure, or browsers do not keep it");
    }
    if (maxAge.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException("maxAge must not be negative: " + maxAge.get());
    }
  }

  /**
   * A cookie with the defaults.
   *
   * @param name a token
   * @return the cookie
   */
  public static SessionCookie named(String name) {
    return new SessionCookie(
        name, Optional.of("/"), true, SameSite.LAX, false, Optional.empty(), Optional.empty());
  }

  /**
   * The value of the {@code Set-Cookie} header.
   *
   * @param sessionId the session's id
   * @return for example {@code io=abc; Path=/; HttpOnly; SameSite=Lax}
   */
  public String headerValue(String sessionId) {
    StringBuilder value = new StringBuilder(name).append('=').append(sessionId);
    maxAge.ifPresent(age -> value.append("; Max-Age=").append(age.toSeconds()));
    domain.ifPresent(it -> value.append("; Domain=").append(it));
    path.ifPresent(it -> value.append("; Path=").append(it));
    if (httpOnly) {
      value.append("; HttpOnly");
    }
    if (secure) {
      value.append("; Secure");
    }
    return value.append("; SameSite=").append(sameSite.text).toString();
  }

  private static void requireAttribute(String attribute, String value) {
    boolean valid = value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ';');
    if (!valid || value.isEmpty()) {
      throw new IllegalArgumentException("not a cookie " + attribute + ": \"" + value + "\"");
    }
  }
}
