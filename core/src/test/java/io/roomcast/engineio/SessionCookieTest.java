package io.roomcast.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.engineio.SessionCookie.SameSite;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionCookieTest {

  private static SessionCookie cookie(String name, String path, String domain) {
    return new SessionCookie(
        name, Optional.of(path), true, SameSite.LAX, false, Optional.of(domain), Optional.empty());
  }

  @Test
  @DisplayName("EIO-65 every attribute of the cookie")
  void attributes() {
    SessionCookie all =
        new SessionCookie(
            "sticky",
            Optional.of("/chat"),
            true,
            SameSite.NONE,
            true,
            Optional.of("example.com"),
            Optional.of(Duration.ofMinutes(1)));
    assertThat(all.headerValue("abc"))
        .isEqualTo(
            "sticky=abc; Max-Age=60; Domain=example.com; Path=/chat; HttpOnly; Secure;"
                + " SameSite=None");
    SessionCookie least =
        new SessionCookie(
            "io",
            Optional.empty(),
            false,
            SameSite.STRICT,
            false,
            Optional.empty(),
            Optional.empty());
    assertThat(least.headerValue("abc")).isEqualTo("io=abc; SameSite=Strict");
  }

  @ParameterizedTest
  @DisplayName("SEC-16 what would end a cookie's field, or begin another, is refused at its making")
  @ValueSource(
      strings = {
        "",
        " ",
        "a;b",
        "a b",
        "a\r\nSet-Cookie: b=c",
        "a\tb",
        "a\u0000",
        "\u00fc",
        "a\u007f"
      })
  void injection(String text) {
    assertThatThrownBy(() -> SessionCookie.named(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cookie name");
    assertThatThrownBy(() -> cookie("io", text, "example.com"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cookie path");
    assertThatThrownBy(() -> cookie("io", "/", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cookie domain");
  }

  @ParameterizedTest
  @DisplayName("SEC-16 a name is a token: no separator is in it")
  @ValueSource(strings = {"a=b", "a,b", "\"a\"", "a/b", "a:b", "(a)", "a@b", "[a]", "{a}", "a\\b"})
  void separators(String name) {
    assertThatThrownBy(() -> SessionCookie.named(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName(
      "SEC-16 SameSite=None needs Secure, or browsers drop the cookie; a lifetime is not negative")
  void senseless() {
    assertThatThrownBy(
            () ->
                new SessionCookie(
                    "io",
                    Optional.empty(),
                    true,
                    SameSite.NONE,
                    false,
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("secure");
    assertThatThrownBy(
            () ->
                new SessionCookie(
                    "io",
                    Optional.empty(),
                    true,
                    SameSite.LAX,
                    false,
                    Optional.empty(),
                    Optional.of(Duration.ofSeconds(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxAge");
  }
}
