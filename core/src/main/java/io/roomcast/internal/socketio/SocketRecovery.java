package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.DisconnectReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.engineio.Placement;
import io.roomcast.internal.recovery.Places;
import io.roomcast.internal.recovery.RecoverableSession;
import io.roomcast.internal.recovery.RecoverableSession.Welcome;
import io.roomcast.internal.recovery.SentEvent;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.codec.Packet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One socket's part in a session that may outlive it. */
final class SocketRecovery implements RecoverableSession.Connection {
  private final RecoverableSessions sessions;
  private final RecoverableSession session;
  private final @Nullable String offset;
  private Optional<RecoverableSession.State> left = Optional.empty();
  private volatile @Nullable LocalSocket socket; // from its construction on

  /** {@code offset} is that of the last event that a client has which is back. */
  SocketRecovery(
      RecoverableSessions sessions, RecoverableSession session, @Nullable String offset) {
    this.sessions = sessions;
    this.session = session;
    this.offset = offset;
  }

  /** The client is back, and left this behind; before the socket is made. */
  void returnsTo(RecoverableSession.State state) {
    left = Optional.of(state);
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
    return left.isPresent();
  }

  boolean skipsMiddlewares() {
    return returning() && sessions.skipMiddlewares();
  }

  String socketId() {
    return session.socketId();
  }

  String privateId() {
    return session.privateId();
  }

  /** The rooms and data that the client finds again. */
  Set<String> rooms() {
    return left.map(RecoverableSession.State::rooms).orElse(Set.of());
  }

  Map<String, Object> data() {
    return left.map(RecoverableSession.State::data).orElse(Map.of());
  }

  /**
   * Where a socket is found: itself at {@code own}, and its session, which stays when the socket
   * goes until it is known whether the client may come back.
   */
  Places places(Places own) {
    Places itsSession = session.places();
    return new Places() {
      @Override
      public void enter(Collection<String> rooms) {
        itsSession.enter(rooms);
        own.enter(rooms);
      }

      @Override
      public void add(String room) {
        itsSession.add(room);
        own.add(room);
      }

      @Override
      public void remove(String room) {
        own.remove(room);
        itsSession.remove(room);
      }

      @Override
      public void exit(Collection<String> rooms) {
        own.exit(rooms);
      }

      @Override
      public void announce() {
        own.announce();
        itsSession.announce();
      }
    };
  }

  // ---- its beginning

  /** Begins once the connection before it is history. */
  void whenDue(Runnable begin) {
    session.whenReady(this, begin);
  }

  /**
   * From now on events go to this socket.
   *
   * @return those that the client missed; empty if it cannot go on where it was
   */
  Optional<List<List<EngineMessage>>> connected(Membership membership) {
    if (!returning()) {
      sessions.known(session); // first, so that an end that comes at once finds it
      if (!session.connected(this)) {
        sessions.changed(session);
      }
      return Optional.of(List.of());
    }
    Optional<Welcome> welcome = session.connected(this, offset);
    sessions.changed(session);
    welcome.ifPresent(found -> adjust(membership, found.rooms()));
    return welcome.map(Welcome::missed);
  }

  /** The rooms may have been changed by others while the client was coming. */
  private void adjust(Membership membership, Set<String> byNow) {
    Set<String> added = new LinkedHashSet<>(byNow);
    added.removeAll(rooms());
    membership.join(added);
    Set<String> removed = new LinkedHashSet<>(rooms());
    removed.removeAll(byNow);
    membership.leave(removed);
  }

  // ---- events

  SendResult emit(Packet packet, EmitFlags flags) {
    return session.deliver(sessions.event(packet, flags));
  }

  @Override
  public SendResult deliver(SentEvent event) {
    return socket().deliver(event, new Placed(session, event));
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

  void onPing(boolean behindAll) {
    session.history().onPing(behindAll);
  }

  void onPong() {
    session.history().onPong();
  }

  // ---- its end

  /** The client is back by another connection, before this one was found to be dead. */
  void supersede() {
    LocalSocket old = socket;
    if (old != null) { // else it is just being made, and will not get the place
      old.end(Departure.of(DisconnectReason.TRANSPORT_CLOSE));
      old.engineSession().discard();
    }
  }

  /** Ends the socket's membership as {@code how} does, and its part in the session. */
  Membership.Phase end(
      boolean recoverable,
      Map<String, Object> data,
      Timers timers,
      Function<Membership.LastStep, Membership.Phase> how) {
    Membership.Phase before =
        how.apply(
            (phase, rooms) ->
                session.leave(
                    this,
                    rooms,
                    data,
                    recoverable && (phase == Membership.Phase.CONNECTED || returning())));
    if (!before.over()) {
      sessions.left(session, timers);
    }
    return before;
  }

  void farewellSaid() {
    session.farewellSaid(this);
  }
}
