package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.recovery.History;
import io.roomcast.internal.recovery.RecoverableSession;
import io.roomcast.internal.recovery.RecoverableSession.Claim;
import io.roomcast.internal.recovery.ReplayRoom;
import io.roomcast.internal.recovery.RoomBounds;
import io.roomcast.internal.recovery.SentEvent;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one namespace whose clients may come back (API-44 to API-48): those that are
 * connected, and those that are away. Thread-safe.
 *
 * <p>Broadcasts find sessions rather than sockets here, in an index of their own, so that a client
 * on its way from one connection to the next is never missed and never met twice.
 */
final class RecoverableSessions {
  private static final String NO_OFFSET = ""; // of what cannot be replayed

  private final SharedRecovery shared;
  private final RoomBounds bounds;
  private final PacketEncoder encoder;
  private final RoomIndex<RecoverableSession> reach;
  private final Absences absences;
  private final AtomicLong nextOffset = new AtomicLong();
  private final StoredSessions stored;

  /** No other namespace, server or run has it: clients keep offsets from one to the next. */
  private final String offsets = SocketIds.series() + ".";

  private final ConcurrentMap<String, RecoverableSession> byPrivateId = new ConcurrentHashMap<>();

  /** The longest absent first; guarded by itself. */
  private final Set<RecoverableSession> away = new LinkedHashSet<>();

  /** Keeps the count of those that are away. */
  interface Absences {
    /** One more; under a lock. */
    void began();

    /** One less; under a lock. */
    void ended();

    /** After one or more have ended. */
    void look();
  }

  RecoverableSessions(
      SharedRecovery shared,
      RoomBounds bounds,
      PacketEncoder encoder,
      RoomIndex<RecoverableSession> reach,
      Absences absences) {
    this.shared = shared;
    this.bounds = bounds;
    this.encoder = encoder;
    this.reach = reach;
    this.absences = absences;
    this.stored = new StoredSessions(shared.options(), encoder);
  }

  /** Sessions by their rooms, those that are away included. */
  RoomIndex<RecoverableSession> reach() {
    return reach;
  }

  RoomBounds bounds() {
    return bounds;
  }

  boolean skipMiddlewares() {
    return shared.options().skipMiddlewares();
  }

  /** Those of clients that may come back to any server. */
  StoredSessions stored() {
    return stored;
  }

  // ---- events

  void broadcast(Packet packet, Selection selection, EmitFlags flags) {
    send(event(packet, flags), selection);
  }

  /** An event of that offset in the log of the store. */
  void broadcast(Packet packet, Selection selection, EmitFlags flags, String offset) {
    send(stored.on() ? event(packet, flags, offset) : event(packet, flags), selection);
  }

  /** It was encoded before anybody gets it. */
  private void send(SentEvent event, Selection selection) {
    Fanout.<RecoverableSession>send(
        each -> reach.forEach(selection, each), session -> true, session -> session.deliver(event));
  }

  /** Encodes an event with its offset, which is ours unless there is a store: then it has none. */
  SentEvent event(Packet packet, EmitFlags flags) {
    return event(
        packet,
        flags,
        stored.on()
            ? NO_OFFSET
            : offsets + Long.toString(nextOffset.getAndIncrement(), Character.MAX_RADIX));
  }

  /** In a log volatile events have no place of their own (ADP-15). */
  SentEvent event(Packet packet, EmitFlags flags, String place) {
    String offset = stored.on() && flags.isVolatile() ? NO_OFFSET : place;
    Packet sent = offset.equals(NO_OFFSET) ? packet : with(offset, packet);
    return new SentEvent(
        offset, packet, encoder.encode(sent, flags.compress()), !flags.isVolatile());
  }

  /** One that is read from the log; empty where it cannot be encoded: nobody has got it here. */
  Optional<SentEvent> replayed(Packet packet, EmitFlags flags, String place) {
    try {
      return Optional.of(event(packet, flags, place));
    } catch (RuntimeException e) { // the application's own converters may throw anything
      stored.unencodable(place, e);
      return Optional.empty();
    }
  }

  /** Behind the arguments. */
  private static Packet with(String offset, Packet packet) {
    List<@Nullable Object> values = new ArrayList<>(packet.data().toList());
    values.add(offset);
    return new Packet(
        packet.type(), packet.namespace(), packet.id(), Arguments.of(values.toArray()));
  }

  // ---- clients

  /**
   * The session of a client that wants to join: its old one, if it names one that it may have back,
   * or a new one.
   *
   * @param room what its connection has room for
   */
  SocketRecovery join(Arguments auth, ReplayRoom room) {
    if (stored.on()) { // which was asked before
      SocketRecovery fresh = begun(SocketIds.next(), shared.history(), room);
      fresh.session().remembersNothing();
      return fresh;
    }
    Optional<String> privateId = Ticket.privateId(auth);
    Optional<String> offset = Ticket.offset(auth);
    return privateId
        .map(byPrivateId::get)
        .flatMap(session -> claimed(session, offset.orElse(null), room))
        .orElseGet(() -> begun(SocketIds.next(), shared.history(), room));
  }

  /** The session of a client that cannot come back; it has one, since broadcasts look here. */
  SocketRecovery joinOnce(String socketId, ReplayRoom room) {
    return begun(socketId, shared.nothing(), room);
  }

  private Optional<SocketRecovery> claimed(
      RecoverableSession session, @Nullable String offset, ReplayRoom room) {
    session.occupant().ifPresent(connection -> ((SocketRecovery) connection).supersede());
    SocketRecovery recovery = new SocketRecovery(this, session, offset, room.share());
    Optional<Claim> claim = session.claim(recovery, offset);
    changed(session);
    claim.ifPresent(
        it -> {
          // whose socket may have been made since it was looked for above
          it.overtaken().ifPresent(connection -> ((SocketRecovery) connection).supersede());
          recovery.returnsTo(it.data());
        });
    return claim.map(it -> recovery);
  }

  // ---- clients whose sessions are in the store

  /** Ends the connection that a client still seems to have. */
  void supersede(String privateId) {
    RecoverableSession here = byPrivateId.get(privateId);
    if (here != null) {
      here.occupant().ifPresent(connection -> ((SocketRecovery) connection).supersede());
    }
  }

  /**
   * Finds that session from now on; empty where it cannot be one of ours, or as many are away as
   * may be.
   */
  Optional<SocketRecovery> restored(TakenSession taken, String offset, ReplayRoom room) {
    StoredSession found = taken.session();
    Set<String> others = new LinkedHashSet<>(found.rooms());
    others.remove(found.id());
    if (found.id().length() > bounds.maxNameLength()
        || bounds.added(Set.of(found.id()), others).isEmpty()
        || reach.member(found.id()).isPresent()) {
      return Optional.empty();
    }
    RecoverableSession session =
        new RecoverableSession(
            found.privateId(),
            found.id(),
            shared.history(),
            bounds,
            somebody -> new IndexPlaces<>(reach, found.id(), somebody));
    SocketRecovery recovery = new SocketRecovery(this, session, offset, room.share());
    recovery.returnsFrom(taken);
    Set<String> rooms = new LinkedHashSet<>();
    rooms.add(found.id());
    rooms.addAll(others);
    session.restored(recovery, rooms);
    known(session);
    session.announce();
    changed(session);
    return session.gone() ? Optional.empty() : Optional.of(recovery);
  }

  private SocketRecovery begun(String socketId, History history, ReplayRoom room) {
    RecoverableSession session =
        new RecoverableSession(
            SocketIds.next(),
            socketId,
            history,
            bounds,
            somebody -> new IndexPlaces<>(reach, socketId, somebody));
    return new SocketRecovery(this, session, null, room.share());
  }

  /** It is known by its private id, which its client is about to be told if it can come back. */
  void known(RecoverableSession session) {
    if (session.returnable()) {
      byPrivateId.put(session.privateId(), session);
    }
  }

  /** A connection of it has ended; its client may be back. */
  void left(RecoverableSession session, Timers timers) {
    changed(session);
    if (session.absent()) {
      session.limit(timers, shared.options().maxDisconnection(), () -> changed(session));
    }
  }

  /** Follows what has become of a session. Whoever changed one calls this, without a lock. */
  void changed(RecoverableSession session) {
    for (Optional<RecoverableSession> first = follow(session);
        first.isPresent();
        first = follow(session)) {
      first.get().end();
      var unused = follow(first.get());
    }
  }

  /** Says which one has to go before that one may be away; perhaps itself. */
  private Optional<RecoverableSession> follow(RecoverableSession session) {
    Optional<RecoverableSession> oneTooMany = Optional.empty();
    boolean ended = false;
    synchronized (away) {
      if (session.absent()) {
        oneTooMany = note(session);
      } else if (away.remove(session)) {
        shared.absences().giveBack(1);
        absences.ended();
        ended = true;
      }
    }
    if (session.gone()) {
      byPrivateId.remove(session.privateId(), session);
      session.announce();
    }
    if (ended) {
      absences.look();
    }
    return oneTooMany;
  }

  /**
   * Where as many of the server's sockets are away as may be, the longest absent one of this
   * namespace goes; where none of it is away, nobody does for the newcomer.
   */
  private Optional<RecoverableSession> note(RecoverableSession session) {
    if (away.contains(session)) {
      return Optional.empty();
    }
    if (shared.absences().take(1)) {
      away.add(session);
      absences.began();
      return Optional.empty();
    }
    shared.hits().hit("maxSockets");
    return Optional.of(away.isEmpty() ? session : away.iterator().next());
  }

  private void end(RecoverableSession session) {
    session.end();
    changed(session);
  }

  /** Those that are away do not come back. */
  void clear() {
    List<RecoverableSession> all;
    synchronized (away) {
      all = List.copyOf(away);
    }
    all.forEach(this::end);
  }

  // ---- what is done with many

  void join(Selection selection, Set<String> rooms) {
    reach.forEach(
        selection,
        session -> take(session, socket -> socket.join(rooms), () -> session.join(rooms)));
  }

  void leave(Selection selection, Set<String> rooms) {
    reach.forEach(
        selection,
        session -> take(session, socket -> socket.leave(rooms), () -> session.leave(rooms)));
  }

  /**
   * Does something by the socket of now, or where there is none with what was left behind; and
   * again where that has changed meanwhile.
   */
  private static void take(
      RecoverableSession session, Consumer<LocalSocket> connected, BooleanSupplier away) {
    while (true) {
      Optional<LocalSocket> socket =
          session.connection().map(connection -> ((SocketRecovery) connection).socket());
      if (socket.isEmpty()) {
        if (away.getAsBoolean()) {
          session.announce();
          return;
        }
      } else {
        connected.accept(socket.get());
        if (!socket.get().life().over()) {
          return;
        }
        if (session.gone()) {
          return;
        }
      }
    }
  }

  void disconnect(Selection selection, boolean close) {
    reach.forEach(selection, session -> disconnect(session, close));
  }

  /** Who is on its way back is turned away. */
  private void disconnect(RecoverableSession session, boolean close) {
    while (!session.gone()) {
      Optional<LocalSocket> socket =
          session.occupant().flatMap(connection -> ((SocketRecovery) connection).socketIfMade());
      socket.ifPresent(it -> it.life().disconnect(close));
      if (socket.isEmpty()) {
        end(session);
      }
    }
  }

  /** How many are away. */
  int absent() {
    synchronized (away) {
      return away.size();
    }
  }

  /** How many may be asked for by a private id. */
  int known() {
    return byPrivateId.size();
  }

  /** Bytes that are kept, by all namespaces of the server. */
  long bytes() {
    return shared.bytes().taken();
  }
}
