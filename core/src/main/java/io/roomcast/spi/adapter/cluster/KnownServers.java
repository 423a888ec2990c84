package io.roomcast.spi.adapter.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The servers that have answered lately: where they are only counted, to know whose answer is still
 * missing.
 */
final class KnownServers {
  private static final int MAX = 64;

  private final Deque<String> names = new ArrayDeque<>(); // guarded by this; the latest first

  synchronized void heard(String server) {
    if (server.equals(names.peekFirst())) {
      return;
    }
    names.remove(server);
    names.addFirst(server);
    if (names.size() > MAX) {
      names.removeLast();
    }
  }

  synchronized void left(String server) {
    names.remove(server);
  }

  synchronized List<String> latestFirst() {
    return List.copyOf(names);
  }
}
