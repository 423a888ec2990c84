package io.roomcast.internal.recovery;

import io.roomcast.internal.engineio.EngineMessage;
import java.util.ArrayList;
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
 *   CONNECTED  away()       -> AWAY         gone() -> GONE
 *   AWAY       claim()      -> RETURNING    gone() -> GONE
 *   RETURNING  connected()  -> CONNECTED    giveBack() -> AWAY, or GONE where its time is up
 * </pre>
 *
 * <p>Thread-safe. Nothing is called while the lock is held.
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
  private Phase phase = Phase.NEW;
  private volatile @Nullable Connection connection; // who is connected; changes under the lock
  private @Nullable State left;
  private boolean expired;
  private boolean farewellSaid = true; // whether the listeners of the last connection are through
  private @Nullable Runnable afterFarewell;

  /** A place for a client that is about to join. */
  public RecoverableSession(String privateId, String socketId, History history) {
    this.privateId = privateId;
    this.socketId = socketId;
    this.history = history;
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
   * An event has its place on {@code by}, or could not be sent by it, which comes to the same: it is
   * what the client may miss. Where the client has a newer connection, it goes there.
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
   * The client is back, and gets what it missed; from now on events go to {@code next}.
   *
   * @param offset that of the last event it has; null if none
   * @return what it missed; empty where that is not known any more, and this is gone then
   */
  public synchronized Optional<List<List<EngineMessage>>> connected(
      Connection next, @Nullable String offset) {
    Optional<List<List<EngineMessage>>> missed =
        phase == Phase.RETURNING ? history.after(offset) : Optional.empty();
    if (missed.isPresent()) {
      enterConnected(next);
    } else {
      phase = Phase.GONE;
    }
    return missed.map(ArrayList::new);
  }

  private void enterConnected(Connection next) {
    phase = Phase.CONNECTED;
    connection = next;
    left = null;
    farewellSaid = false;
  }

  /** The connection is lost, and the client may come back. False where it is another one's turn. */
  public synchronized boolean away(Connection lost, State state) {
    if (phase != Phase.CONNECTED || connection != lost) {
      return false;
    }
    phase = Phase.AWAY;
    connection = null;
    left = state;
    expired = false;
    history.disconnected();
    return true;
  }

  /** All listeners know that the connection ended. */
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

  /**
   * The client asks for its place; nobody else gets it meanwhile.
   *
   * @param offset that of the last event it has; null if none
   * @return what was left behind; empty if nobody is to come back, or it is not known any more what
   *     the client missed
   */
  public synchronized Optional<State> claim(@Nullable String offset) {
    if (phase != Phase.AWAY || history.after(offset).isEmpty()) {
      return Optional.empty();
    }
    phase = Phase.RETURNING;
    return Optional.ofNullable(left);
  }

  /** The client has gone before it was back. False where its time was up meanwhile. */
  public synchronized boolean giveBack(State state) {
    if (phase != Phase.RETURNING) {
      return false;
    }
    if (expired) {
      phase = Phase.GONE;
      return false;
    }
    phase = Phase.AWAY;
    left = state;
    return true;
  }

  /** Its time is up. True where it is gone now; one that is just returning may still do so. */
  public synchronized boolean expire() {
    if (phase == Phase.AWAY) {
      phase = Phase.GONE;
      return true;
    }
    expired = phase == Phase.RETURNING;
    return false;
  }

  /** Nobody comes back to it. */
  public synchronized void gone() {
    phase = Phase.GONE;
    connection = null;
    left = null;
  }

  /** What is there of a client that is away; a change of it is a new state. */
  public synchronized Optional<State> left() {
    return phase == Phase.AWAY ? Optional.ofNullable(left) : Optional.empty();
  }

  /** Changes the rooms of a client that is away. False where it is not away any more. */
  public synchronized boolean replace(State before, State after) {
    if (phase != Phase.AWAY || left != before) {
      return false;
    }
    left = after;
    return true;
  }

  @Override
  public String toString() {
    return "session of socket " + socketId; // without the private id, which is a secret
  }
}
