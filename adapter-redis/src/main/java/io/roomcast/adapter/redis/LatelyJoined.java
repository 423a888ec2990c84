package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.LocalRooms;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Rooms that this server has lately made sockets of other servers join. Those servers may not have
 * subscribed to the channel of the room yet, though the application emits to it right after; until
 * they have, the channel that all read is the one to use. Thread-safe, never blocks.
 */
final class LatelyJoined {
  static final Duration PERIOD = Duration.ofSeconds(5); // a room counts for one to two of these
  private static final int MAX_ROOMS = 10_000;

  /** What was added in one period; where it is too much, every room counts. */
  private static final class Period {
    private final Set<String> rooms = new HashSet<>();
    private boolean all;

    void add(Set<String> more) {
      all = all || rooms.size() + more.size() > MAX_ROOMS;
      if (!all) {
        rooms.addAll(more);
      }
    }

    boolean contains(String room) {
      return all || rooms.contains(room);
    }

    boolean isEmpty() {
      return !all && rooms.isEmpty();
    }
  }

  private final LocalRooms local;
  private Period now = new Period(); // guarded by this, as all that follows
  private Period before = new Period();
  private boolean turning;

  LatelyJoined(LocalRooms local) {
    this.local = local;
  }

  synchronized void add(Set<String> rooms) {
    now.add(rooms);
    if (!turning) {
      turning = true;
      turnLater();
    }
  }

  private void turnLater() {
    LocalRooms.Timeout unused = local.schedule(PERIOD, this::turn);
  }

  private synchronized void turn() {
    before = now;
    now = new Period();
    turning = !before.isEmpty();
    if (turning) {
      turnLater();
    }
  }

  synchronized boolean contains(String room) {
    return now.contains(room) || before.contains(room);
  }
}
