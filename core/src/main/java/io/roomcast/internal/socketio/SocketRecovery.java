package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.DisconnectReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.engineio.Placement;
import io.roomcast.internal.recovery.Connection;
import io.roomcast.internal.recovery.Places;
import io.roomcast.internal.recovery.RecoverableSession;
import io.roomcast.internal.recovery.RecoverableSession.Welcome;
import io.roomcast.internal.recovery.ReplayRoom;
import io.roomcast.internal.recovery.SentEvent;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.Packet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One socket's part in a session that may outlive it. */
final class SocketRecovery implements Connection {
  private final RecoverableSessions sessions;
  private final RecoverableSession session;
  private final @Nullable String offset;
  private @Nullable Map<String, Object> left; // the data of who is back
  private @Nullable TakenSession restored; // of who is back from elsewhere
  private String since = ""; // where the server was in the log when the session began
  private volatile @Nullable StoredSession parting; // what is to be stored, but for the data
  private List<List<EngineMessage>> missed = List.of();
  private final ReplayRoom.Share room; // for what was missed, until the client has confirmed it
  private boolean told; // what was missed and the reply have their places in what is sent
  private boolean asked; // to confirm that
  private volatile @Nullable LocalSocket socket; // from its construction on

  /** {@code offset} is that of the last event that a client has which is back. */
  SocketRecovery(
      RecoverableSessions sessions,
      RecoverableSession session,
      @Nullable String offset,
      ReplayRoom.Share room) {
    this.sessions = sessions;
    this.session = session;
    this.offset = offset;
    this.room = room;
  }

  /** The client is back, and left this behind; before the socket is made. */
  void returnsTo(Map<String, Object> data) {
    left = data;
  }

  /** As above, and did so on whatever server; {@code taken} is what the store had of it. */
  void returnsFrom(TakenSession taken) {
    StoredSession found = taken.session();
    Map<String, Object> data = new LinkedHashMap<>();
    found
        .data()
        .forEach(
            (key, value) -> {
              if (value != null) { // which the data of a socket cannot hold
                data.put(key, value);
              }
            });
    restored = taken;
    since = found.stay().map(StoredSession.Stay::since).orElse(offset == null ? "" : offset);
    returnsTo(data);
  }

  RecoverableSession session() {
    return session;
  }

  private SessionTransit transit() {
    return sessions.stored().transit();
  }

  /** Whether its session outlives the server, with what is emitted to it. */
  boolean stored() {
    return sessions.stored().on() && session.returnable();
  }

  void belongTo(LocalSocket owner) {
    socket = owner;
  }

  LocalSocket socket() {
    return requireNonNull(socket);
  }

  /** Empty while it is being made. */
  Optional<LocalSocket> socketIfMade() {
    return Optional.ofNullable(socket);
  }

  /** Whether the client is back; else it is new. */
  boolean returning() {
    return left != null;
  }

  /** Not where it is not known what namespace the session is of. */
  boolean skipsMiddlewares() {
    return returning()
        && sessions.skipMiddlewares()
        && (restored == null || restored.session().stay().isPresent());
  }

  String socketId() {
    return session.socketId();
  }

  String privateId() {
    return session.privateId();
  }

  /** The data that the client finds again. */
  Map<String, Object> data() {
    return left == null ? Map.of() : left;
  }

  // ---- its rooms

  /**
   * Where a socket is found: itself at {@code own}, and its session, which stays when the socket
   * goes until it is known whether the client may come back.
   */
  Places places(Places own) {
    return new Places() {
      @Override
      public void enter(Collection<String> rooms) {
        own.enter(rooms); // the session is in them
      }

      @Override
      public void add(String room) {
        session.joined(room);
        own.add(room);
      }

      @Override
      public void remove(String room) {
        own.remove(room);
        session.left(room);
      }

      @Override
      public void exit(Collection<String> rooms) {
        own.exit(rooms);
      }

      @Override
      public void announce() {
        own.announce();
        session.announce();
      }
    };
  }

  /**
   * As {@link Membership#join}; until the client is back, it is its session that joins. So it is
   * for listeners that are still at work when the connection is lost: who comes back is where they
   * put it.
   */
  boolean join(Membership membership, Set<String> rooms) {
    Optional<Boolean> early = returning() ? joinBySession(rooms) : Optional.empty();
    return early.orElseGet(
        () ->
            membership.join(rooms)
                || (membership.phase().over()
                    && joinBySession(rooms).orElseGet(() -> joinParting(rooms))));
  }

  private Optional<Boolean> joinBySession(Set<String> rooms) {
    Optional<Boolean> joined = session.join(this, rooms);
    joined.ifPresent(done -> session.announce());
    return joined;
  }

  private synchronized boolean joinParting(Set<String> rooms) {
    StoredSession last = parting;
    Optional<Set<String>> added =
        last == null ? Optional.empty() : sessions.bounds().added(last.rooms(), rooms);
    if (last != null && added.isPresent()) {
      Set<String> all = new LinkedHashSet<>(last.rooms());
      all.addAll(added.get());
      parting = withRooms(last, all);
    }
    return added.isPresent();
  }

  void leave(Membership membership, Set<String> rooms) {
    if (returning() && session.leave(this, rooms)) {
      session.announce();
      return;
    }
    membership.leave(rooms);
    if (membership.phase().over()) {
      if (session.leave(this, rooms)) {
        session.announce();
      } else {
        leaveParting(rooms);
      }
    }
  }

  private synchronized void leaveParting(Set<String> rooms) {
    StoredSession last = parting;
    if (last != null) {
      Set<String> left = new LinkedHashSet<>(last.rooms());
      rooms.stream().filter(room -> !room.equals(last.id())).forEach(left::remove);
      parting = withRooms(last, left);
    }
  }

  private static StoredSession withRooms(StoredSession of, Set<String> rooms) {
    return new StoredSession(of.id(), of.privateId(), rooms, of.data(), of.stay());
  }

  Set<String> rooms(Membership membership) {
    boolean own = returning() || membership.phase().over();
    Optional<Set<String>> early = own ? session.rooms(this) : Optional.empty();
    return early.or(this::partingRooms).orElseGet(membership::rooms);
  }

  private Optional<Set<String>> partingRooms() {
    return Optional.ofNullable(parting).map(last -> new LinkedHashSet<>(last.rooms()));
  }

  // ---- its beginning

  /** Begins once the connection before it is history. False where another one is due instead. */
  boolean whenDue(Runnable begin) {
    return session.whenReady(this, begin);
  }

  /** From now on events go to this socket. False where it has ended, or cannot go on. */
  boolean connect(Membership membership) {
    if (!returning()) {
      since = sessions.stored().position(); // before anything can be for it
      sessions.known(session); // first, so that an end that comes at once finds it
    }
    Optional<SessionTransit.Passage> passage =
        restored == null ? Optional.empty() : transit().find(privateId());
    boolean connected = membership.connect(this::begin);
    if (!connected || returning()) {
      sessions.changed(session);
    }
    if (connected) { // who else asks for it finds it here
      passage.ifPresent(way -> transit().end(privateId(), way));
    }
    return connected;
  }

  private boolean begin(Set<String> rooms) {
    if (!returning()) {
      return session.connected(this, rooms);
    }
    Optional<Welcome> welcome = session.returned(this, offset);
    welcome.ifPresent(
        found -> {
          rooms.addAll(found.rooms());
          missed = found.missed();
        });
    return welcome.isPresent();
  }

  /** The events that the client missed, once it is connected. They are handed out once. */
  List<List<EngineMessage>> missed() {
    List<List<EngineMessage>> all = missed;
    missed = List.of();
    return all;
  }

  /** Is told when the reply to the client, and all that goes before it, has its place. */
  Placement reply() {
    return new Placement() {
      @Override
      public void taken() {
        told = true;
      }

      @Override
      public void lost() {}
    };
  }

  // ---- events

  SendResult emit(Packet packet, EmitFlags flags) {
    return session.deliver(sessions.event(packet, flags));
  }

  @Override
  public SendResult deliver(SentEvent event) {
    return socket().outbound().deliver(event, new Placed(session, event));
  }

  private record Placed(RecoverableSession session, SentEvent event) implements Placement {
    @Override
    public void taken() {
      session.settled(event);
    }

    @Override
    public void lost() {
      session.settled(event);
    }
  }

  @Override
  public boolean hasRoomFor(List<List<EngineMessage>> all) {
    return room.hold(all);
  }

  /** As all of the connection's serial calls. Before the reply it is behind nothing of ours. */
  void onPing(boolean behindAll) {
    asked = behindAll && told;
    session.onPing(this, asked);
  }

  void onPong() {
    if (asked) {
      room.giveBack();
    }
    session.onPong(this);
  }

  // ---- its end

  /** The client is back by another connection, before this one was found to be dead. */
  void supersede() {
    LocalSocket old = socket;
    if (old != null) { // else it is just being made, and will not be due
      old.life().end(Departure.of(DisconnectReason.TRANSPORT_CLOSE));
      old.engineSession().discard();
    }
  }

  /** Ends the socket's membership as {@code how} does, and its part in the session. */
  Membership.Phase end(
      boolean recoverable,
      Map<String, Object> data,
      Timers timers,
      Function<Membership.LastStep, Membership.Phase> how) {
    boolean elsewhere = recoverable && stored();
    String until = elsewhere ? sessions.stored().position() : ""; // what comes now is read again
    Membership.Phase before =
        how.apply(elsewhere ? () -> part(until) : () -> session.leave(this, data, recoverable));
    if (before.over()) {
      return before;
    }
    room.giveBack();
    StoredSession last = parting;
    boolean taken = restored != null && before == Membership.Phase.JOINING;
    if (last == null && (elsewhere || taken)) {
      transit().end(session.privateId());
    }
    sessions.left(session, timers);
    if (last != null && restored != null && taken) {
      parting = null;
      sessions.stored().putBack(restored); // it has not passed the middlewares here
    }
    return before;
  }

  /** The place is given up, in order to be stored. */
  private void part(String until) {
    transit().announce(session.privateId()); // first: it is not known here any more then
    session
        .part(this)
        .ifPresent(
            rooms ->
                parting =
                    new StoredSession(
                        session.socketId(),
                        session.privateId(),
                        rooms,
                        Map.of(),
                        Optional.of(new StoredSession.Stay(since, until))));
  }

  /** The listeners have heard that the connection was lost: it is stored, with this data. Once. */
  void store(Map<String, ?> data) {
    StoredSession last = takeParting();
    if (last != null) {
      Map<String, @Nullable Object> kept = new LinkedHashMap<>(data);
      sessions
          .stored()
          .persist(new StoredSession(last.id(), last.privateId(), last.rooms(), kept, last.stay()));
    }
  }

  private synchronized @Nullable StoredSession takeParting() {
    StoredSession last = parting;
    parting = null;
    return last;
  }

  /** The client has gone before there was a socket: what was taken is put back. */
  void giveBack() {
    Optional<Set<String>> rooms = session.part(this);
    sessions.changed(session);
    room.giveBack();
    if (restored != null && rooms.isPresent()) {
      sessions.stored().putBack(restored);
    } else {
      transit().end(session.privateId());
    }
  }

  /** It cannot go on: the session is gone. */
  void giveUp() {
    session.end();
    sessions.changed(session);
  }

  /** What has been sent while the client was away, or on its way, is known. */
  boolean caughtUp(List<SentEvent> events, Predicate<String> read) {
    boolean mayGoOn = session.caughtUp(this, offset == null ? "" : offset, events, read);
    sessions.changed(session);
    return mayGoOn;
  }

  /** Others have changed its rooms; returns those that it is in now, within the bounds. */
  Set<String> changeRooms(Set<String> before, Set<String> now) {
    Set<String> joined = new LinkedHashSet<>(now);
    joined.removeAll(before);
    Set<String> gone = new LinkedHashSet<>(before);
    gone.removeAll(now);
    var unused = session.join(this, joined);
    var unusedToo = session.leave(this, gone);
    session.announce();
    return session.rooms(this).orElse(now);
  }

  void farewellSaid() {
    session.farewellSaid(this);
  }
}
