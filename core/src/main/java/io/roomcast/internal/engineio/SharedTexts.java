package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.Headers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One copy of what many handshakes say: sessions keep their handshake for as long as they live, and
 * clients of one kind send the same names and nearly the same values. It remembers so many short
 * texts and no more; one that is pushed out is merely kept twice. Values that may be a secret are
 * not remembered. Thread-safe, without a lock: a race costs a copy.
 */
final class SharedTexts {
  private static final int SLOTS = 1024; // a power of two
  private static final int LONGEST = 256;

  /** Headers whose values are no secret, and mostly the same. */
  private static final Set<String> COMMON =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "cache-control",
          "connection",
          "host",
          "origin",
          "pragma",
          "sec-ch-ua",
          "sec-ch-ua-mobile",
          "sec-ch-ua-platform",
          "sec-fetch-dest",
          "sec-fetch-mode",
          "sec-fetch-site",
          "sec-websocket-extensions",
          "sec-websocket-version",
          "upgrade",
          "user-agent");

  private static final Set<String> PROTOCOLS_OWN = Set.of("EIO", "transport");

  private final String[] slots = new String[SLOTS];

  /** An equal text, the same one for all where it can be. */
  String of(String text) {
    if (text.length() > LONGEST) {
      return text;
    }
    int hash = text.hashCode();
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    String known = slots[slot];
    if (text.equals(known)) {
      return known;
    }
    slots[slot] = text;
    return text;
  }

  /** Equal headers. */
  Headers of(Headers headers) {
    Headers.Builder shared = Headers.builder();
    headers.forEach(
        (name, value) -> {
          boolean common = COMMON.contains(name.toLowerCase(Locale.ROOT));
          shared.add(of(name), common ? of(value) : value);
        });
    return shared.build();
  }

  /** An equal query; what the application's parameters say is its own. */
  Map<String, String> of(Map<String, String> query) {
    Map<String, String> shared = new LinkedHashMap<>();
    query.forEach((k, v) -> shared.put(of(k), PROTOCOLS_OWN.contains(k) ? of(v) : v));
    return shared;
  }
}
