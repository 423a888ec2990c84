package io.roomcast.internal.recovery;

import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's place in a namespace, which outlives its connections: events go on reaching it while
 * the client is away. Whatever way an event takes, it ends up exactly once in what is sent to the
 * client: by the connection of now, or by the next one as missed.
 *
 * <pre>
 *   NEW        connected()  -> CONNECTED
 *   CONNECTED  leave()      -> AWAY, or GONE where nobody is to come back
 *   AWAY       claim()      -> RETURNING, or GONE where it is not known what the client missed
 *   AWAY       expire()     -> GONE
 *   RETURNING  connected()  -> CONNECTED, or GONE as above
 *   RETURNING  leave()      -> AWAY, or GONE as above, or where its time is up
 * </pre>
 *
 * <p>Thread-safe: {@link Places} change under the lock, and nothing else is called there.
 */
public final class RecoverableSession {

  /** How the client is reached at present. */
  public interface Connection {

    /** Sends the event, and says {@link #settled} once it has its place or cannot be sent. */
    void deliver(SentEvent event);
  }

  /**
   * What a socket leaves behind.
   *
   * @param rooms those it was in, its own one included
   * @param data what the application attached to it
   */
  public record State(Set<String> rooms, Map<String, Object> data) {}

  /**
   * What a client finds that is back.
   *
   * @param missed the events it lacks, oldest first
   * @param rooms those of its place by now
   */
  public record Welcome(List<List<EngineMessage>> missed, Set<String> rooms) {}

  private enum Phase {
    NEW,
    CONNECTED,
    AWAY,
    RETURNING,
    GONE
  }

  private final String privateId;
  private final String socketId;
  private final History history;
  private final Places places;
  private Phase phase = Phase.NEW;
  private volatile @Nullable Connection connection; // who is connected; changes under the lock
  private @Nullable State left; // while AWAY or RETURNING
  private boolean expired;
  private long round; // tells an expiry that was set for an earlier absence
  private Timers.@Nullable Timeout expiry;
  private boolean farewellSaid = true; // whether the listeners of the last connection are through
  private @Nullable Runnable afterFarewell;

  /** A place for a client that is about to join; {@code places} finds it. */
  public RecoverableSession(
      String privateId, String socketId, History history, Places.Of<RecoverableSession> places) {
    this.privateId = privateId;
    this.socketId = socketId;
    this.history = history;
    this.places = places.of(this);
  }

  /** Known to its client alone. */
  public String privateId() {
    return privateId;
  }

  public String socketId() {
    return socketId;
  }

  public History history() {
    return history;
  }

  /** To be changed by its connection, and by nobody else while there is one. */
  public Places places() {
    return places;
  }

  // ---- events

  /** An event for this client. */
  public void deliver(SentEvent event) {
    Connection now = connection;
    if (now == null) {
      settled(event, null);
    } else {
      now.deliver(event);
    }
  }

  /**
   * An event has its place on {@code by}, or could not be sent by it, which comes to the same: it
   * is what the client may miss. Where the client has a newer connection, it goes there.
   */
  public void settled(SentEvent event, @Nullable Connection by) {
    Connection newer;
    synchronized (this) {
      newer = connection;
      if (newer == null || newer == by) {
        if (phase != Phase.GONE && (by != null || event.replayed())) {
          history.add(event);
        }
        return;
      }
    }
    if (event.replayed()) {
      newer.deliver(event);
    }
  }

  // ---- its life

  /** Who is connected. */
  public Optional<Connection> connection() {
    return Optional.ofNullable(connection);
  }

  /** The first connection. False where it is gone. */
  public synchronized boolean connected(Connection first) {
    if (phase != Phase.NEW) {
      return false;
    }
    enterConnected(first);
    return true;
  }

  /**
   * The client is back; from now on events go to {@code next}.
   *
   * @param offset that of the last event it has; null if none
   * @return empty where it is not known any more what the client missed, and this is gone then, or
   *     where it is not the client's turn
   */
  public synchronized Optional<Welcome> connected(Connection next, @Nullable String offset) {
    State before = left;
    if (phase != Phase.RETURNING || before == null) {
      return Optional.empty();
    }
    Optional<List<List<EngineMessage>>> missed = history.after(offset);
    if (missed.isEmpty()) {
      enterGone(before.rooms());
      return Optional.empty();
    }
    enterConnected(next);
    return Optional.of(new Welcome(missed.get(), before.rooms()));
  }

  private void enterConnected(Connection next) {
    phase = Phase.CONNECTED;
    connection = next;
    left = null;
    farewellSaid = false;
    forgetExpiry();
  }

  private void forgetExpiry() {
    round++;
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
  }

  private void enterGone(Set<String> rooms) {
    phase = Phase.GONE;
    connection = null;
    left = null;
    forgetExpiry();
    places.exit(rooms);
  }

  /**
   * {@code by} ends, which was connected, or about to be.
   *
   * @param rooms those it is in, all of which this is found in
   * @param mayReturn whether the client may come back
   * @return whether its place is kept; false also where that is not known here any more
   */
  public synchronized boolean leave(
      Connection by, Set<String> rooms, Map<String, Object> data, boolean mayReturn) {
    switch (phase) {
      case NEW -> enterGone(rooms);
      case CONNECTED -> {
        if (connection != by) {
          return false;
        }
        if (mayReturn) {
          phase = Phase.AWAY;
          connection = null;
          places.enter(rooms); // where it ended before its membership took effect
          left = new State(new LinkedHashSet<>(rooms), data);
          expired = false;
          history.disconnected();
        } else {
          enterGone(rooms);
        }
      }
      case RETURNING -> {
        if (mayReturn && !expired) {
          phase = Phase.AWAY; // as it was left before
        } else {
          enterGone(left == null ? rooms : left.rooms());
        }
      }
      case AWAY, GONE -> {
        return false;
      }
    }
    return phase == Phase.AWAY;
  }

  /**
   * The client asks for its place; nobody else gets it meanwhile.
   *
   * @param offset that of the last event it has; null if none
   * @return a copy of what was left behind; empty if nobody is to come back, or it is not known any
   *     more what the client missed
   */
  public synchronized Optional<State> claim(@Nullable String offset) {
    State state = left;
    if (phase != Phase.AWAY || state == null) {
      return Optional.empty();
    }
    if (history.after(offset).isEmpty()) {
      enterGone(state.rooms());
      return Optional.empty();
    }
    phase = Phase.RETURNING;
    return Optional.of(new State(new LinkedHashSet<>(state.rooms()), state.data()));
  }

  /**
   * Limits the absence that has just begun; a client that is returning when it is over may still do
   * so. {@code whenGone} is called then, unless the client has come back.
   */
  public void limit(Timers timers, Duration absence, Runnable whenGone) {
    long current;
    synchronized (this) {
      current = round;
    }
    Timers.Timeout timeout = timers.schedule(absence, () -> expire(current, whenGone));
    synchronized (this) {
      if (round == current && phase != Phase.GONE) {
        expiry = timeout;
        return;
      }
    }
    timeout.cancel();
  }

  private void expire(long ofRound, Runnable whenGone) {
    synchronized (this) {
      if (round != ofRound || phase == Phase.GONE) {
        return;
      }
      expired = true;
      if (phase != Phase.AWAY) {
        return;
      }
    }
    end();
    whenGone.run();
  }

  /** Ends it where nobody is connected or about to be. */
  public synchronized void end() {
    if (phase == Phase.AWAY && left != null) {
      enterGone(left.rooms());
    }
  }

  public synchronized boolean gone() {
    return phase == Phase.GONE;
  }

  // ---- while nobody is connected

  /** Lets it join rooms. False where a connection is there to do that. */
  public synchronized boolean join(Set<String> rooms) {
    if (connection != null) {
      return false;
    }
    if (left != null) {
      for (String room : rooms) {
        if (left.rooms().add(room)) {
          places.add(room);
        }
      }
    }
    return true;
  }

  /** Lets it leave rooms, but its own. False where a connection is there to do that. */
  public synchronized boolean leave(Set<String> rooms) {
    if (connection != null) {
      return false;
    }
    if (left != null) {
      for (String room : rooms) {
        if (!room.equals(socketId) && left.rooms().remove(room)) {
          places.remove(room);
        }
      }
    }
    return true;
  }

  // ---- the listeners of its connections

  /** All listeners of the last connection know that it ended. */
  public void farewellSaid() {
    Runnable next;
    synchronized (this) {
      farewellSaid = true;
      next = afterFarewell;
      afterFarewell = null;
    }
    if (next != null) {
      next.run();
    }
  }

  /** Runs {@code next} once the listeners of the connection that was lost are through. */
  public void afterFarewell(Runnable next) {
    synchronized (this) {
      if (!farewellSaid) {
        afterFarewell = next;
        return;
      }
    }
    next.run();
  }

  @Override
  public String toString() {
    return "session of socket " + socketId; // without the private id, which is a secret
  }
}
