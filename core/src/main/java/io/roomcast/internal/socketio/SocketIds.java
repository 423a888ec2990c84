package io.roomcast.internal.socketio;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes the public ids of sockets: 120 random bits in 20 characters (SIO-26); and shorter ones. */
final class SocketIds {
  private static final int BYTES = 15;
  private static final int SERIES_BYTES = 4;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private SocketIds() {}

  static String next() {
    return random(BYTES);
  }

  /** Tells series of numbers from each other: no secret, 32 random bits in 6 characters. */
  static String series() {
    return random(SERIES_BYTES);
  }

  private static String random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return ENCODER.encodeToString(bytes);
  }
}
