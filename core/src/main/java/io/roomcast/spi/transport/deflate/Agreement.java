package io.roomcast.spi.transport.deflate;

import io.roomcast.spi.transport.PerMessageDeflate;
import io.roomcast.spi.transport.deflate.ExtensionOffers.Offer;
import io.roomcast.spi.transport.deflate.ExtensionOffers.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client and this server have agreed on (RFC 7692, section 7.1).
 *
 * @param serverTakeover whether what we send may refer back to earlier messages
 * @param clientTakeover whether what the client sends may
 * @param windowBits how far back we may refer, as a power of two
 * @param windowAsked whether the client set {@code windowBits}, and is to be told so
 */
record Agreement(
    boolean serverTakeover, boolean clientTakeover, int windowBits, boolean windowAsked) {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  /** The one window that the compressor of the JDK has. */
  static final int FULL_WINDOW = 15;

  private static final int SMALLEST_WINDOW = 8;

  /** The first offer that can be accepted: a client lists them by preference. */
  static Optional<Agreement> of(PerMessageDeflate options, List<Offer> offers) {
    for (Offer offer : offers) {
      if (offer.name().equals(NAME)) {
        Optional<Agreement> agreement = accept(options, offer.parameters());
        if (agreement.isPresent()) {
          return agreement;
        }
      }
    }
    return Optional.empty();
  }

  /** Declines what is unknown, stands twice, or has a value that it must not have. */
  private static Optional<Agreement> accept(PerMessageDeflate options, List<Parameter> parameters) {
    Set<String> seen = new HashSet<>();
    int window = FULL_WINDOW;
    for (Parameter parameter : parameters) {
      Optional<String> value = parameter.value();
      boolean valid =
          seen.add(parameter.name())
              && switch (parameter.name()) {
                case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> value.isEmpty();
                case SERVER_WINDOW -> value.isPresent() && bits(value.get()) > 0;
                case CLIENT_WINDOW -> value.isEmpty() || bits(value.get()) > 0;
                default -> false;
              };
      if (!valid) {
        return Optional.empty();
      }
      if (parameter.name().equals(SERVER_WINDOW)) {
        window = bits(value.orElseThrow());
      }
    }
    // a smaller window is kept by what we compress, which then must not reach beyond a message
    boolean server =
        options.serverContextTakeover()
            && !seen.contains(SERVER_NO_TAKEOVER)
            && window == FULL_WINDOW;
    boolean client = options.clientContextTakeover() && !seen.contains(CLIENT_NO_TAKEOVER);
    return Optional.of(new Agreement(server, client, window, seen.contains(SERVER_WINDOW)));
  }

  /** 8 to 15, written without a leading zero; 0 for anything else. */
  private static int bits(String value) {
    for (int bits = SMALLEST_WINDOW; bits <= FULL_WINDOW; bits++) {
      if (value.equals(Integer.toString(bits))) {
        return bits;
      }
    }
    return 0;
  }

  /** The value of the response's {@code Sec-WebSocket-Extensions}. */
  String responseValue() {
    StringBuilder value = new StringBuilder(NAME);
    if (!serverTakeover) {
      value.append("; ").append(SERVER_NO_TAKEOVER);
    }
    if (!clientTakeover) {
      value.append("; ").append(CLIENT_NO_TAKEOVER);
    }
    if (windowAsked) {
      value.append("; ").append(SERVER_WINDOW).append('=').append(windowBits);
    }
    return value.toString();
  }

  /**
   * The longest message that may be compressed. One that fits into the window as a whole has
   * nothing further back to refer to, so a small window is kept without a compressor for it.
   */
  int maxCompressible() {
    return windowBits == FULL_WINDOW ? Integer.MAX_VALUE : 1 << windowBits;
  }
}
