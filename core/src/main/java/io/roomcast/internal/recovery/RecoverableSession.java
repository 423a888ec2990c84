package io.roomcast.internal.recovery;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import java.time.Duration;
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
 * client: by the connection of now, or by the next one as missed. See {@link Phase} for its life,
 * and {@link Handover} for what lies between two connections.
 *
 * <p>Its rooms are those of its connection and, while there is none, its own: what the client that
 * is coming back joins or leaves on its way is joined or left here, and so is what listeners do
 * that were still at work when it went.
 *
 * <p>Thread-safe: {@link Places} change under the lock, and nothing else is called there.
 */
public final class RecoverableSession {

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

  private final String privateId;
  private final String socketId;
  private final History history;
  private final Places places;
  private final PlacedRooms rooms; // once it has been connected: in these, and in no others
  private final Handover handover;
  private volatile Phase phase = new Phase.Unused(); // changes under the lock
  private boolean remembers = true; // while it is here, that is; else a log does

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
    this.handover = new Handover(history);
    this.places = places.of(this);
    this.rooms = new PlacedRooms(this.places, socketId, bounds);
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
      if (handover.isKnown(event)) {
        return SendResult.DROPPED;
      }
      now = phase.connection();
      if (now == null) {
        return deliverLater(event);
      }
      handover.given();
    }
    SendResult result = now.deliver(event);
    if (result == SendResult.DROPPED || result == SendResult.FULL) {
      settled(null);
    }
    // a connection that has just ended says that it has lost the event, which is kept then
    boolean kept = event.replayed() && returnable();
    return result == SendResult.CLOSED && kept ? SendResult.QUEUED : result;
  }

  private SendResult deliverLater(SentEvent event) {
    if (phase instanceof Phase.Gone || !event.replayed()) {
      return phase instanceof Phase.Gone ? SendResult.CLOSED : SendResult.DROPPED;
    }
    handover.add(event);
    return SendResult.QUEUED;
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
      handover.settled(event);
      next = handover.due();
    }
    next.run();
  }

  /** As {@link History#onPing}; nothing where {@code by} is not, or no longer, connected. */
  public synchronized void onPing(Connection by, boolean behindAll) {
    if (phase.connection() == by) {
      history.onPing(behindAll);
    }
  }

  /** As {@link History#onPong}; nothing where {@code by} is not, or no longer, connected. */
  public synchronized void onPong(Connection by) {
    if (phase.connection() == by) {
      history.onPong();
    }
  }

  // ---- its life

  /** Who is connected, or about to be. */
  public Optional<Connection> occupant() {
    Phase now = phase;
    return Optional.ofNullable(now.connection() == null ? now.claimer() : now.connection());
  }

  /** Who is connected. */
  public Optional<Connection> connection() {
    return Optional.ofNullable(phase.connection());
  }

  /** The first connection, which is in these rooms. False where it is gone. */
  public synchronized boolean connected(Connection first, Collection<String> itsRooms) {
    if (!(phase instanceof Phase.Unused)) {
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
    phase = new Phase.Returning(new Absence(Map.of()), by);
    remembers = false;
    handover.given();
  }

  /**
   * It is known what the client missed, oldest first; some of it may have come in here, too.
   *
   * @param offset that of the last event that the client has
   * @param read tells of an offset whether it is in what was read, and so not for later
   * @return false where that is more than is kept of any session, or than {@code by} has room for,
   *     or it is gone; it is gone then
   */
  public boolean caughtUp(
      Connection by, String offset, List<SentEvent> missed, Predicate<String> read) {
    synchronized (this) {
      if (!returning(by)) {
        return false;
      }
      handover.read(missed, read);
    }
    settled(null);
    synchronized (this) {
      if (returning(by) && missed(by, offset).isEmpty()) {
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
    if (phase instanceof Phase.Unused) {
      enterGone();
    }
    if (!(phase.connection() == by || returning(by))) {
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
   * @return empty where it is not known any more what the client missed, or that has no room, and
   *     this is gone then, or where it is not the client's turn
   */
  public synchronized Optional<Welcome> returned(Connection next, @Nullable String offset) {
    if (!returning(next)) {
      return Optional.empty();
    }
    Optional<List<List<EngineMessage>>> missed = missed(next, offset);
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

  /** Empty where that is not known any more, or {@code by} has no room for it. */
  private Optional<List<List<EngineMessage>>> missed(Connection by, @Nullable String offset) {
    return history.after(offset).filter(by::hasRoomFor);
  }

  private boolean returning(Connection by) {
    return phase.claimer() == by;
  }

  private void enterConnected(Connection next) {
    endAbsence();
    phase = new Phase.Connected(next);
    handover.begun(next);
  }

  private void endAbsence() {
    Absence absence = phase.absence();
    if (absence != null) {
      absence.end();
    }
  }

  private void enterGone() {
    endAbsence();
    phase = new Phase.Gone();
    handover.giveUp();
    history.clear();
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
    if (phase instanceof Phase.Unused) {
      enterGone();
    } else if (phase.connection() == by) {
      stay(new Absence(itsData), mayReturn);
      history.disconnected();
    } else if (phase instanceof Phase.Returning now && now.claimer() == by) {
      stay(now.absence(), mayReturn && !now.absence().expired());
    }
  }

  private void stay(Absence absence, boolean mayReturn) {
    if (mayReturn) {
      phase = new Phase.Away(absence);
    } else {
      enterGone();
    }
  }

  /**
   * The client asks for its place. Where another one is about to get it, the latest does.
   *
   * @param next by which it is about to be connected
   * @param offset that of the last event it has; null if none
   * @return empty if nobody is to come back, or it is not known any more what the client missed, or
   *     that has no room
   */
  public synchronized Optional<Claim> claim(Connection next, @Nullable String offset) {
    Absence absence = phase.absence();
    if (absence == null) {
      return Optional.empty();
    }
    if (handover.allSettled() && missed(next, offset).isEmpty()) {
      enterGone();
      return Optional.empty();
    }
    Optional<Connection> overtaken = Optional.ofNullable(phase.claimer());
    phase = new Phase.Returning(absence, next);
    handover.whenDue(null); // that of who is overtaken
    return Optional.of(new Claim(absence.data(), overtaken));
  }

  /**
   * Limits the absence that has just begun; a client that is returning when it is over may still do
   * so. {@code whenGone} is called then, unless the client has come back.
   */
  public void limit(Timers timers, Duration longest, Runnable whenGone) {
    Absence current;
    synchronized (this) {
      current = phase.absence();
      if (current == null || current.limited()) { // the client had come, and gone again
        return;
      }
    }
    Timers.Timeout timeout = timers.schedule(longest, () -> expire(current, whenGone));
    synchronized (this) {
      if (phase.absence() == current && !current.limited()) {
        current.limitedBy(timeout);
        return;
      }
    }
    timeout.cancel();
  }

  private void expire(Absence which, Runnable whenGone) {
    synchronized (this) {
      if (phase.absence() != which) {
        return;
      }
      which.expire();
      if (!(phase instanceof Phase.Away)) {
        return;
      }
      enterGone();
    }
    whenGone.run();
  }

  /** Ends it where nobody is connected; who is about to be begins anew. */
  public synchronized void end() {
    if (absent()) {
      enterGone();
    }
  }

  /** Whether its client is away, or on its way back. */
  public boolean absent() {
    return phase.absence() != null;
  }

  public boolean gone() {
    return phase instanceof Phase.Gone;
  }

  // ---- its rooms: what its connection says

  /** The connection has joined a room. */
  public synchronized void joined(String room) {
    if (phase instanceof Phase.Connected) {
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
      boolean unused = rooms.join(names);
    }
    return phase.connection() == null;
  }

  /** Lets it leave rooms, but its own. False where a connection is there to do that. */
  public synchronized boolean leave(Set<String> names) {
    if (absent()) {
      rooms.leave(names);
    }
    return phase.connection() == null;
  }

  /**
   * Lets it join all of the rooms or, where they are beyond the bounds, none of them, for one that
   * is on its way back, or has gone and whose listeners are not through.
   *
   * @return whether it did; empty unless {@code by} is that one
   */
  public synchronized Optional<Boolean> join(Connection by, Set<String> names) {
    return speaksFor(by) ? Optional.of(rooms.join(names)) : Optional.empty();
  }

  /** Lets it leave rooms, but its own. False unless {@code by} is one as above. */
  public synchronized boolean leave(Connection by, Set<String> names) {
    if (!speaksFor(by)) {
      return false;
    }
    rooms.leave(names);
    return true;
  }

  /** The rooms that {@code by} finds; empty unless it is one as above. */
  public synchronized Optional<Set<String>> rooms(Connection by) {
    return speaksFor(by) ? Optional.of(rooms.snapshot()) : Optional.empty();
  }

  private boolean speaksFor(Connection by) {
    return returning(by) || (absent() && handover.awaitsFarewell(by));
  }

  // ---- between two connections

  /** All listeners of {@code by} know that it ended. */
  public void farewellSaid(Connection by) {
    Runnable next;
    synchronized (this) {
      handover.farewell(by);
      next = handover.due();
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
      boolean others = phase instanceof Phase.Unused || phase instanceof Phase.Gone;
      if (!others && phase.claimer() != by) {
        return false;
      }
      handover.whenDue(next);
      now = handover.due();
    }
    now.run();
    return true;
  }

  @Override
  public String toString() {
    String state = phase.connection() == null ? "away" : "connected";
    return "session of a socket, " + state; // no id: secrets
  }
}
