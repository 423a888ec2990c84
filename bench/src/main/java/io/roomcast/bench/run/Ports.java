package io.roomcast.bench.run;

import io.roomcast.bench.process.ProcessException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Servers are told their port, since not all of them tell which one they took. It is none of those
 * that the system gives to whoever connects: until the last server listens, the first ones have
 * connected to Redis.
 */
final class Ports {
  private static final int FIRST = 10_000;
  private static final int END = 32_768;
  private static final int ATTEMPTS = 100;

  private Ports() {}

  /**
   * Finds ports that nobody has.
   *
   * @return the first of so many in a row
   */
  static int free(int count) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(FIRST, END - count);
      int free = 0;
      while (free < count && isFree(first + free)) {
        free++;
      }
      if (free == count) {
        return first;
      }
    }
    throw new ProcessException("there are no %d free ports in a row".formatted(count));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
