package io.roomcast.spi.transport.deflate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code Sec-WebSocket-Extensions} (RFC 6455, section 9.1) in one pass without going back.
 * Whoever sends a malformed list, or an endless one, offers nothing: without an extension the
 * connection works all the same.
 */
final class ExtensionOffers {
  static final int MAX_OFFERS = 32;
  static final int MAX_PARAMETERS = 16;

  /** An extension that the client would like to use. */
  record Offer(String name, List<Parameter> parameters) {}

  /** A parameter of it; a quoted value comes without its quotes. */
  record Parameter(String name, Optional<String> value) {}

  /** Not an error, only the end of this list. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private int at;

  private ExtensionOffers(String text) {
    this.text = text;
  }

  /** The offers of all header fields in order; none if one of them is malformed. */
  static List<Offer> parse(List<String> fields) {
    List<Offer> offers = new ArrayList<>(2);
    try {
      for (String field : fields) {
        new ExtensionOffers(field).readInto(offers);
      }
    } catch (Malformed e) {
      return List.of();
    }
    return offers;
  }

  private void readInto(List<Offer> offers) throws Malformed {
    do {
      requireThat(offers.size() < MAX_OFFERS);
      skipSpace();
      String name = token();
      skipSpace();
      List<Parameter> parameters = new ArrayList<>(2);
      while (take(';')) {
        requireThat(parameters.size() < MAX_PARAMETERS);
        parameters.add(parameter());
      }
      offers.add(new Offer(name, parameters));
    } while (take(','));
    requireThat(at == text.length());
  }

  private Parameter parameter() throws Malformed {
    skipSpace();
    String name = token();
    skipSpace();
    Optional<String> value = Optional.empty();
    if (take('=')) {
      skipSpace();
      value = Optional.of(take('"') ? quoted() : token());
      skipSpace();
    }
    return new Parameter(name, value);
  }

  private String token() throws Malformed {
    int start = at;
    while (at < text.length() && isTokenCharacter(text.charAt(at))) {
      at++;
    }
    requireThat(at > start);
    return text.substring(start, at);
  }

  /** Without its quotes and backslashes it has to be a token. */
  private String quoted() throws Malformed {
    StringBuilder value = new StringBuilder();
    while (!take('"')) {
      if (take('\\')) {
        requireThat(at < text.length());
      }
      requireThat(at < text.length() && isTokenCharacter(text.charAt(at)));
      value.append(text.charAt(at));
      at++;
    }
    requireThat(!value.isEmpty());
    return value.toString();
  }

  private boolean take(char expected) {
    boolean there = at < text.length() && text.charAt(at) == expected;
    if (there) {
      at++;
    }
    return there;
  }

  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isTokenCharacter(char c) {
    return c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
  }

  private static void requireThat(boolean fine) throws Malformed {
    if (!fine) {
      throw new Malformed();
    }
  }
}
