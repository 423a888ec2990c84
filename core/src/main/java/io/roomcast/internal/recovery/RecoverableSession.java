package io.roomcast.internal.recovery;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import java.time.Duration;
import java.util.ArrayList;
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
 *   AWAY, RETURNING  claim() -> RETURNING, or GONE where it is not known what the client missed
 *   AWAY       expires      -> GONE
 *   AWAY, RETURNING  end()  -> GONE
 *   RETURNING  connected()  -> CONNECTED, or GONE as above
 *   RETURNING  leave()      -> AWAY, or GONE as above, or where its time is up
 * </pre>
 *
 * <p>Thread-safe: {@link Places} change under the lock, and nothing else is called there.
 */
public final class RecoverableSession {

  /** How the client is reached at present. */
  public interface Connection {

    /**
     * Sends the event, and says {@link RecoverableSession#settled} once it has its place or cannot
     * be sent; not where it returns that the event, a volatile one, is dropped.
     */
    SendResult deliver(SentEvent event);
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

  /** What it means that a connection ends. */
  public enum Leaving {
    /** The place is kept for the client. */
    KEPT,
    /** Nobody comes back to it. */
    GONE,
    /** It was not this connection's any more. */
    NOTHING
  }

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
  private @Nullable Connection last; // who is, or was, connected
  private @Nullable Connection claimer; // while RETURNING
  private @Nullable State left; // while AWAY or RETURNING
  private boolean expired;
  private long round; // tells an expiry that was set for an earlier absence
  private Timers.@Nullable Timeout expiry;
  private boolean farewellSaid = true; // whether the listeners of the last connection are through
  private @Nullable Runnable whenReady;
  private int unsettled; // events that a connection was given
  private final List<SentEvent> waiting = new ArrayList<>(0); // for those to be settled

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

  /**
   * An event for this client. What one thread hands over stays in its order: as long as it is not
   * settled what became of those that an earlier connection was given, later ones wait.
   */
  public SendResult deliver(SentEvent event) {
    Connection now;
    synchronized (this) {
      now = connection;
      if (now == null) {
        return deliverLater(event);
      }
      unsettled++;
    }
    SendResult result = now.deliver(event);
    if (result == SendResult.DROPPED) {
      settled(null);
    }
    // a connection that has just ended says that it has lost the event, which is kept then
    return result == SendResult.CLOSED && event.replayed() ? SendResult.QUEUED : result;
  }

  private SendResult deliverLater(SentEvent event) {
    if (phase == Phase.GONE || !event.replayed()) {
      return phase == Phase.GONE ? SendResult.CLOSED : SendResult.DROPPED;
    }
    if (unsettled == 0) {
      history.add(event);
    } else if (waiting.size() < history.maxEvents()) {
      waiting.add(event);
    } else {
      history.clear(); // it cannot be told any more what the client lacks
    }
    return SendResult.QUEUED;
  }

  /**
   * It is settled what became of an event that a connection was given: it has its place in what is
   * sent, or could not be sent, which comes to the same: it is what the client may miss.
   *
   * @param event null where it was dropped
   */
  public void settled(@Nullable SentEvent event) {
    Runnable next;
    synchronized (this) {
      if (event != null && phase != Phase.GONE) {
        history.add(event);
      }
      unsettled--;
      if (unsettled == 0) {
        waiting.forEach(history::add);
        waiting.clear();
      }
      next = due();
    }
    next.run();
  }

  // ---- its life

  /** Who is connected, or about to be. */
  public synchronized Optional<Connection> occupant() {
    return Optional.ofNullable(connection == null ? claimer : connection);
  }

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
    if (phase != Phase.RETURNING || claimer != next || before == null) {
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
    last = next;
    claimer = null;
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
    claimer = null;
    waiting.clear();
    history.clear();
    forgetExpiry();
    places.exit(rooms);
  }

  /**
   * {@code by} ends, which was connected, or about to be.
   *
   * @param rooms those it is in, all of which this is found in
   * @param mayReturn whether the client may come back
   * @return what that means for its place
   */
  public synchronized Leaving leave(
      Connection by, Set<String> rooms, Map<String, Object> data, boolean mayReturn) {
    switch (phase) {
      case NEW -> enterGone(rooms);
      case CONNECTED -> {
        if (connection != by) {
          return Leaving.NOTHING;
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
        if (by != claimer) { // its place is given to the next one already
          return Leaving.NOTHING;
        }
        claimer = null;
        if (mayReturn && !expired && left != null) {
          phase = Phase.AWAY; // as it was left before
          places.enter(left.rooms());
        } else {
          enterGone(left == null ? rooms : left.rooms());
        }
      }
      case AWAY, GONE -> {
        return Leaving.NOTHING;
      }
    }
    return phase == Phase.AWAY ? Leaving.KEPT : Leaving.GONE;
  }

  /**
   * The client asks for its place. Where another one is about to get it, the latest does.
   *
   * @param next by which it is about to be connected
   * @param offset that of the last event it has; null if none
   * @return a copy of what was left behind; empty if nobody is to come back, or it is not known any
   *     more what the client missed
   */
  public synchronized Optional<State> claim(Connection next, @Nullable String offset) {
    State state = left;
    if (state == null) { // neither AWAY nor RETURNING
      return Optional.empty();
    }
    if (unsettled == 0 && history.after(offset).isEmpty()) {
      enterGone(state.rooms());
      return Optional.empty();
    }
    phase = Phase.RETURNING;
    claimer = next;
    return Optional.of(new State(new LinkedHashSet<>(state.rooms()), state.data()));
  }

  /**
   * Limits the absence that has just begun; a client that is returning when it is over may still do
   * so. {@code whenGone} is called then, unless the client has come back.
   */
  public void limit(Timers timers, Duration absence, Runnable whenGone) {
    long current;
    synchronized (this) {
      if (expiry != null) { // of this absence: the client had come, and gone again
        return;
      }
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

  /** Ends it where nobody is connected; who is about to be begins anew. */
  public synchronized void end() {
    if (left != null) {
      enterGone(left.rooms());
    }
  }

  /** Whether its client is away, or on its way back. */
  public synchronized boolean absent() {
    return left != null;
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

  // ---- between two connections

  /** All listeners of {@code by} know that it ended. */
  public void farewellSaid(Connection by) {
    Runnable next;
    synchronized (this) {
      farewellSaid |= by == last;
      next = due();
    }
    next.run();
  }

  /**
   * Runs {@code next} once the last connection is history: its listeners are through, and it is
   * settled what became of each event that it was given. Not where another one than {@code by} has
   * claimed the place meanwhile.
   */
  public void whenReady(Connection by, Runnable next) {
    Runnable now;
    synchronized (this) {
      if (phase == Phase.RETURNING && by != claimer) {
        return;
      }
      whenReady = next;
      now = due();
    }
    now.run();
  }

  private Runnable due() {
    Runnable next = whenReady;
    if (next == null || !farewellSaid || unsettled > 0) {
      return () -> {};
    }
    whenReady = null;
    return next;
  }

  @Override
  public String toString() {
    return "session of socket " + socketId; // without the private id, which is a secret
  }
}
