package io.roomcast.internal.socketio;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes the public ids of sockets: 120 random bits in 20 characters (SIO-26). */
final class SocketIds {
  private static final int BYTES = 15;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private SocketIds() {}

  static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return ENCODER.encodeToString(bytes);
  }
}
