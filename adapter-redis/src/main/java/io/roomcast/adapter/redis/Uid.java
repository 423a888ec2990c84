package io.roomcast.adapter.redis;

import java.security.SecureRandom;

/** Names of servers and of requests, as the reference makes them: 36 random bits. */
final class Uid {
  private static final char[] LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray();
  private static final int LENGTH = 6;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Uid() {}

  static String next() {
    StringBuilder uid = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      uid.append(LETTERS[RANDOM.nextInt(LETTERS.length)]);
    }
    return uid.toString();
  }
}
