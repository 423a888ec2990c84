package io.roomcast.testkit;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a client has sent on one connection, until it arrives. Confined to the loop. */
final class InMemoryArrivals {
  private record Arrival(int bytes, Runnable action) {}

  private final InMemoryConnection connection;
  private final InMemoryWire wire;
  private final Deque<Arrival> queue = new ArrayDeque<>();

  InMemoryArrivals(InMemoryConnection connection, InMemoryNetwork network, long stream) {
    this.connection = connection;
    this.wire = new InMemoryWire(network, stream, false, this::flush);
  }

  void add(int bytes, Runnable action) {
    queue.add(new Arrival(bytes, action));
    flush();
  }

  /** Lets in what has come through; after the end all of it, for it is to be told of that. */
  void flush() {
    while (!queue.isEmpty()) {
      if (connection.over()) {
        arrive();
        continue;
      }
      InMemoryWire.Passage passage = wire.next(queue.element().bytes);
      switch (passage) {
        case LATER -> {
          return;
        }
        case THROUGH -> arrive();
        case LAST -> {
          arrive();
          connection.broken(passage, wire);
        }
        case LOST, FAILED -> connection.broken(passage, wire);
      }
    }
  }

  /** The connection is over. */
  void end() {
    wire.end();
    flush();
  }

  private void arrive() {
    InMemoryLoop.contained(queue.remove().action);
  }
}
