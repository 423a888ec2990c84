package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.adapter.LocalRooms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Knows the other servers by what they send. Counts seconds instead of reading a clock: what counts
 * is how long this server has listened in vain, and a server that was itself suspended has not.
 */
final class Heartbeats implements ClusterMembership {
  static final Duration SECOND = Duration.ofSeconds(1);
  static final int QUIET_SECONDS = 5; // then a word is due
  static final int SILENT_SECONDS = 10; // then a server is gone
  static final int MAX_SERVERS = 1000; // of which note is taken

  private enum Phase {
    NEW,
    RUNNING,
    STOPPED
  }

  private final LocalRooms local;
  private final Runnable beat;
  private final Consumer<String> onGone;
  private final Map<String, Integer> silence = new HashMap<>(); // guarded by this, as what follows
  private int quiet;
  private Phase phase = Phase.NEW;

  /** {@code beat} sends a word, {@code onGone} is told of who has said none. */
  Heartbeats(LocalRooms local, Runnable beat, Consumer<String> onGone) {
    this.local = local;
    this.beat = beat;
    this.onGone = onGone;
  }

  /** Returns false where it was stopped before. */
  boolean start() {
    synchronized (this) {
      if (phase != Phase.NEW) {
        return false;
      }
      phase = Phase.RUNNING;
    }
    next();
    return true;
  }

  /** For good; what ticks yet does nothing. */
  synchronized void stop() {
    phase = Phase.STOPPED;
    silence.clear();
  }

  private void next() {
    LocalRooms.Timeout unused = local.schedule(SECOND, this::tick);
  }

  private void tick() {
    List<String> gone = new ArrayList<>();
    boolean due;
    synchronized (this) {
      if (phase != Phase.RUNNING) {
        return;
      }
      due = ++quiet >= QUIET_SECONDS;
      silence.replaceAll((server, seconds) -> seconds + 1);
      silence.forEach(
          (server, seconds) -> {
            if (seconds > SILENT_SECONDS) {
              gone.add(server);
            }
          });
      silence.keySet().removeAll(gone);
    }
    next();
    gone.forEach(onGone);
    if (due) {
      beat.run();
    }
  }

  /** This server has said something that all others hear. */
  synchronized void published() {
    quiet = 0;
  }

  synchronized void heard(String server) {
    if (phase == Phase.RUNNING && (silence.size() < MAX_SERVERS || silence.containsKey(server))) {
      silence.put(server, 0);
    }
  }

  synchronized void left(String server) {
    silence.remove(server);
  }

  @Override
  public synchronized CompletionStage<Peers> peers() {
    return CompletableFuture.completedStage(new Peers.Named(silence.keySet()));
  }
}
