package io.roomcast.internal.recovery;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
 *   RETURNING  returned()  -> CONNECTED, or GONE as above
 *   RETURNING  leave()      -> AWAY, or GONE as above, or where its time is up
 *
 *   NEW        restored()   -> RETURNING, where the session was kept elsewhere
 *   CONNECTED, RETURNING  part() -> GONE, where it is to be kept elsewhere
 * </pre>
 *
 * <p>Its rooms are those of its connection and, while there is none, its own: what the client that
 * is coming back joins or leaves on its way is joined or left here, and so is what listeners do
 * that were still at work when it went.
 *
 * <p>Thread-safe: {@link Places} change under the lock, and nothing else is called there.
 */
public final class RecoverableSession {

  /** How the client is reached at present. */
  public interface Connection {

    /**
     * Sends the event, and says {@link RecoverableSession#settled} once it has its place or cannot
     * be sent; not where it returns that the event is dropped, being volatile, or refused, since
     * too much waits for the client: that is no event that the client may get later.
     */
    SendResult deliver(SentEvent event);
  }

  /**
   * What a client finds that is back.
   *
   * @param missed the events it lacks, oldest first
   * @param rooms those of its place by now
   */
  public record Welcome(List<List<EngineMessage>> missed, Set<String> rooms) {}

  /**
   * What a client gets that asks for its place.
   *
   * @param data what was left behind
   * @param overtaken who had asked before, and is not due any more
   */
  public record Claim(Map<String, Object> data, Optional<Connection> overtaken) {}

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
  private final PlacedRooms rooms; // once it has been connected: in these, and in no others
  private final RoomBounds bounds;
  private Phase phase = Phase.NEW;
  private volatile @Nullable Connection connection; // who is connected; changes under the lock
  private @Nullable Connection last; // who is, or was, connected
  private @Nullable Connection claimer; // while RETURNING
  private Map<String, Object> data = Map.of(); // what the last connection left behind
  private boolean expired;
  private long round; // tells an expiry that was set for an earlier absence
  private Timers.@Nullable Timeout expiry;
  private boolean farewellSaid = true; // whether the listeners of the last connection are through
  private @Nullable Runnable whenReady;
  private int unsettled; // events that a connection was given, or one while those missed are read
  private @Nullable Predicate<String> known; // offsets of what was read and may still come in here
  private boolean remembers = true; // while it is here, that is; else a log does
  private final List<SentEvent> waiting = new ArrayList<>(0); // for those to be settled
  private long waitingBytes;

  /** A place for a client that is about to join; {@code places} finds it. */
  public RecoverableSession(
      String privateId,
      String socketId,
      History history,
      RoomBounds bounds,
      Places.Of<RecoverableSession> places) {
    this.privateId = privateId;
    this.socketId = socketId;
    this.history = history;
    this.bounds = bounds;
    this.places = places.of(this);
    this.rooms = new PlacedRooms(this.places);
  }

  /** Known to its client alone. */
  public String privateId() {
    return privateId;
  }

  public String socketId() {
    return socketId;
  }

  /** Whether the client can come back at all. */
  public boolean returnable() {
    return history.maxEvents() > 0;
  }

  /** Tells whoever wants to know which rooms came and went; to be called without a lock. */
  public void announce() {
    places.announce();
  }

  // ---- events

  /**
   * An event for this client. What one thread hands over stays in its order: as long as it is not
   * settled what became of those that an earlier connection was given, later ones wait.
   */
  public SendResult deliver(SentEvent event) {
    Connection now;
    synchronized (this) {
      if (isKnown(event)) {
        return SendResult.DROPPED;
      }
      now = connection;
      if (now == null) {
        return deliverLater(event);
      }
      unsettled++;
    }
    SendResult result = now.deliver(event);
    if (result == SendResult.DROPPED || result == SendResult.FULL) {
      settled(null);
    }
    // a connection that has just ended says that it has lost the event, which is kept then
    boolean kept = event.replayed() && returnable();
    return result == SendResult.CLOSED && kept ? SendResult.QUEUED : result;
  }

  /** What was read of a log may come in later, in its order; behind that all is new. */
  private boolean isKnown(SentEvent event) {
    Predicate<String> read = known;
    if (read == null || event.offset().isEmpty()) {
      return false;
    }
    boolean isKnown = read.test(event.offset());
    if (!isKnown) {
      known = null;
    }
    return isKnown;
  }

  private SendResult deliverLater(SentEvent event) {
    if (phase == Phase.GONE || !event.replayed()) {
      return phase == Phase.GONE ? SendResult.CLOSED : SendResult.DROPPED;
    }
    if (unsettled == 0) {
      history.add(event);
    } else if (!history.lost()) {
      addWaiting(event);
    }
    return SendResult.QUEUED;
  }

  private void addWaiting(SentEvent event) {
    waitingBytes += event.bytes();
    if (waiting.size() >= history.maxEvents() || waitingBytes > history.maxBytes()) {
      forgetWaiting();
      history.clear(); // it cannot be told any more what the client lacks
    } else {
      waiting.add(event);
    }
  }

  private void forgetWaiting() {
    waiting.clear();
    waitingBytes = 0;
  }

  /**
   * It is settled what became of an event that a connection was given: it has its place in what is
   * sent, or could not be sent, which comes to the same: it is what the client may miss.
   *
   * @param event null where it was dropped or refused
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
        forgetWaiting();
      }
      next = due();
    }
    next.run();
  }

  /** As {@link History#onPing}; nothing where {@code by} is not, or no longer, connected. */
  public synchronized void onPing(Connection by, boolean behindAll) {
    if (connection == by) {
      history.onPing(behindAll);
    }
  }

  /** As {@link History#onPong}; nothing where {@code by} is not, or no longer, connected. */
  public synchronized void onPong(Connection by) {
    if (connection == by) {
      history.onPong();
    }
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

  /** The first connection, which is in these rooms. False where it is gone. */
  public synchronized boolean connected(Connection first, Collection<String> itsRooms) {
    if (phase != Phase.NEW) {
      return false;
    }
    rooms.enter(itsRooms);
    enterConnected(first);
    return true;
  }

  /** What happens while it is connected is remembered elsewhere. */
  public synchronized void remembersNothing() {
    remembers = false;
    history.clear();
  }

  /**
   * The client is back, and its session comes from elsewhere. From now on it is found in these
   * rooms; what is for it waits until it is {@linkplain #caughtUp known} what it missed before.
   */
  public synchronized void restored(Connection by, Collection<String> itsRooms) {
    rooms.enter(itsRooms);
    phase = Phase.RETURNING;
    claimer = by;
    remembers = false;
    unsettled++;
  }

  /**
   * It is known what the client missed, oldest first; some of it may have come in here, too.
   *
   * @param offset that of the last event that the client has
   * @param read tells of an offset whether it is in what was read, and so not for later
   * @return false where that is more than is kept of any session, or it is gone; it is gone then
   */
  public boolean caughtUp(
      Connection by, String offset, List<SentEvent> missed, Predicate<String> read) {
    synchronized (this) {
      if (!returning(by)) {
        return false;
      }
      known = read;
      missed.forEach(history::add);
      waiting.removeIf(this::isKnown);
    }
    settled(null);
    synchronized (this) {
      if (returning(by) && history.after(offset).isEmpty()) {
        enterGone();
      }
      return returning(by);
    }
  }

  /**
   * {@code by} ends, which was connected, or about to be, and the session goes on elsewhere.
   *
   * @return the rooms that it leaves; empty where the place was not its, or had never been
   *     anybody's
   */
  public synchronized Optional<Set<String>> part(Connection by) {
    if (phase == Phase.NEW) {
      enterGone();
    }
    if (phase == Phase.GONE || !(connection == by || returning(by))) {
      return Optional.empty();
    }
    Set<String> left = rooms.snapshot();
    enterGone();
    return Optional.of(left);
  }

  /**
   * The client is back; from now on events go to {@code next}.
   *
   * @param offset that of the last event it has; null if none
   * @return empty where it is not known any more what the client missed, and this is gone then, or
   *     where it is not the client's turn
   */
  public synchronized Optional<Welcome> returned(Connection next, @Nullable String offset) {
    if (!returning(next)) {
      return Optional.empty();
    }
    Optional<List<List<EngineMessage>>> missed = history.after(offset);
    if (missed.isEmpty()) {
      enterGone();
      return Optional.empty();
    }
    enterConnected(next);
    if (!remembers) {
      history.clear();
    }
    return Optional.of(new Welcome(missed.get(), rooms.snapshot()));
  }

  private boolean returning(Connection by) {
    return phase == Phase.RETURNING && claimer == by;
  }

  private void enterConnected(Connection next) {
    phase = Phase.CONNECTED;
    connection = next;
    last = next;
    claimer = null;
    data = Map.of();
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

  private void enterGone() {
    phase = Phase.GONE;
    connection = null;
    data = Map.of();
    claimer = null;
    forgetWaiting();
    known = null;
    history.clear();
    forgetExpiry();
    rooms.exit();
  }

  /**
   * {@code by} ends, which was connected, or about to be. Nothing where the place was not its any
   * more.
   *
   * @param itsData what the application attached to it
   * @param mayReturn whether the client may come back to its place, which is given up else
   */
  public synchronized void leave(Connection by, Map<String, Object> itsData, boolean mayReturn) {
    switch (phase) {
      case NEW -> enterGone();
      case CONNECTED -> {
        if (connection != by) {
          return;
        }
        if (mayReturn) {
          phase = Phase.AWAY;
          connection = null;
          data = itsData;
          expired = false;
          history.disconnected();
        } else {
          enterGone();
        }
      }
      case RETURNING -> {
        if (claimer != by) { // its place is given to the next one already
          return;
        }
        claimer = null;
        if (mayReturn && !expired) {
          phase = Phase.AWAY;
        } else {
          enterGone();
        }
      }
      case AWAY, GONE -> {}
    }
  }

  /**
   * The client asks for its place. Where another one is about to get it, the latest does.
   *
   * @param next by which it is about to be connected
   * @param offset that of the last event it has; null if none
   * @return empty if nobody is to come back, or it is not known any more what the client missed
   */
  public synchronized Optional<Claim> claim(Connection next, @Nullable String offset) {
    if (!absent()) {
      return Optional.empty();
    }
    if (unsettled == 0 && history.after(offset).isEmpty()) {
      enterGone();
      return Optional.empty();
    }
    Optional<Connection> overtaken = Optional.ofNullable(claimer);
    phase = Phase.RETURNING;
    claimer = next;
    whenReady = null; // that of who is overtaken
    return Optional.of(new Claim(data, overtaken));
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
    if (absent()) {
      enterGone();
    }
  }

  /** Whether its client is away, or on its way back. */
  public synchronized boolean absent() {
    return phase == Phase.AWAY || phase == Phase.RETURNING;
  }

  public synchronized boolean gone() {
    return phase == Phase.GONE;
  }

  // ---- its rooms: what its connection says

  /** The connection has joined a room. */
  public synchronized void joined(String room) {
    if (phase == Phase.CONNECTED) {
      rooms.add(room);
    }
  }

  /** The connection has left a room. */
  public synchronized void left(String room) {
    rooms.remove(room);
  }

  // ---- its rooms while nobody is connected

  /** Lets it join rooms within the bounds. False where a connection is there to do that. */
  public synchronized boolean join(Set<String> names) {
    if (absent()) {
      boolean unused = rooms.join(names, bounds);
    }
    return connection == null;
  }

  /** Lets it leave rooms, but its own. False where a connection is there to do that. */
  public synchronized boolean leave(Set<String> names) {
    if (absent()) {
      leaveAll(names);
    }
    return connection == null;
  }

  /**
   * Lets it join all of the rooms or, where they are beyond the bounds, none of them, for one that
   * is on its way back, or has gone and whose listeners are not through.
   *
   * @return whether it did; empty unless {@code by} is that one
   */
  public synchronized Optional<Boolean> join(Connection by, Set<String> names) {
    return speaksFor(by) ? Optional.of(rooms.join(names, bounds)) : Optional.empty();
  }

  /** Lets it leave rooms, but its own. False unless {@code by} is one as above. */
  public synchronized boolean leave(Connection by, Set<String> names) {
    if (!speaksFor(by)) {
      return false;
    }
    leaveAll(names);
    return true;
  }

  private void leaveAll(Set<String> names) {
    names.stream().filter(name -> !name.equals(socketId)).forEach(rooms::remove);
  }

  /** The rooms that {@code by} finds; empty unless it is one as above. */
  public synchronized Optional<Set<String>> rooms(Connection by) {
    return speaksFor(by) ? Optional.of(rooms.snapshot()) : Optional.empty();
  }

  private boolean speaksFor(Connection by) {
    return returning(by) || (absent() && by == last && !farewellSaid);
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
   * settled what became of each event that it was given.
   *
   * @return false where another one than {@code by} has claimed the place meanwhile, so that it
   *     never runs
   */
  public boolean whenReady(Connection by, Runnable next) {
    Runnable now;
    synchronized (this) {
      if (phase != Phase.NEW && phase != Phase.GONE && by != claimer) {
        return false;
      }
      whenReady = next;
      now = due();
    }
    now.run();
    return true;
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
    return "session of a socket, " + (connection == null ? "away" : "connected"); // no id: secrets
  }
}
