package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.recovery.History;
import io.roomcast.internal.recovery.RecoverableSession;
import io.roomcast.internal.recovery.SentEvent;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one namespace whose clients may come back (API-44 to API-48): those that are
 * connected, and those that are away. Thread-safe.
 *
 * <p>Broadcasts find sessions rather than sockets here, in an index of their own, so that a client
 * on its way from one connection to the next is never missed and never met twice.
 */
final class RecoverableSessions {
  private static final String PRIVATE_ID = "pid";
  private static final String OFFSET = "offset";

  private final ConnectionStateRecovery options;
  private final PacketEncoder encoder;
  private final RoomIndex<RecoverableSession> reach;
  private final Absences absences;
  private final AtomicLong nextOffset = new AtomicLong();
  private final ConcurrentMap<String, RecoverableSession> byPrivateId = new ConcurrentHashMap<>();
  private final Set<RecoverableSession> away = ConcurrentHashMap.newKeySet();

  /** Is told how many are away: one more, one less. */
  interface Absences {
    void began();

    void ended();
  }

  RecoverableSessions(
      ConnectionStateRecovery options,
      PacketEncoder encoder,
      RoomIndex<RecoverableSession> reach,
      Absences absences) {
    this.options = options;
    this.encoder = encoder;
    this.reach = reach;
    this.absences = absences;
  }

  /** Sessions by their rooms, those that are away included. */
  RoomIndex<RecoverableSession> reach() {
    return reach;
  }

  boolean skipMiddlewares() {
    return options.skipMiddlewares();
  }

  // ---- events

  void broadcast(Packet packet, Selection selection, EmitFlags flags) {
    SentEvent event = event(packet, flags); // encoded before anybody gets it
    reach.forEach(selection, session -> session.deliver(event));
  }

  /** Encodes an event with its offset behind the arguments. */
  SentEvent event(Packet packet, EmitFlags flags) {
    String offset = Long.toString(nextOffset.getAndIncrement(), Character.MAX_RADIX);
    List<@Nullable Object> values = new ArrayList<>(packet.data().toList());
    values.add(offset);
    Packet sent =
        new Packet(packet.type(), packet.namespace(), packet.id(), Arguments.of(values.toArray()));
    return new SentEvent(
        offset, packet, encoder.encode(sent, flags.compress()), !flags.isVolatile());
  }

  // ---- clients

  /**
   * The session of a client that wants to join: its old one, if it names one that it may have back,
   * or a new one.
   */
  SocketRecovery join(Client client, Arguments auth, String namespace) {
    if (!client.protocol().recovers()) { // here all the same, since broadcasts look here
      String id = client.protocol().socketId(client.session(), namespace);
      return begun(id, new History(0, 0));
    }
    Optional<String> privateId = text(auth, PRIVATE_ID);
    Optional<String> offset = text(auth, OFFSET);
    return privateId
        .map(byPrivateId::get)
        .flatMap(session -> claimed(session, offset.orElse(null)))
        .orElseGet(
            () ->
                begun(SocketIds.next(), new History(options.maxEvents(), options.maxEventBytes())));
  }

  /** Without what official clients put beside the auth of the application: it is a secret. */
  static SocketHandshake withoutTicket(SocketHandshake handshake, PacketEncoder encoder) {
    if (text(handshake.given(), PRIVATE_ID).isEmpty()) {
      return handshake;
    }
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(handshake.auth());
    rest.remove(PRIVATE_ID);
    rest.remove(OFFSET);
    return new SocketHandshake(
        handshake.request(), new NeutralForm(encoder.codec()).of(Arguments.of(rest)));
  }

  private static Optional<String> text(Arguments auth, String key) {
    return auth.get(0) instanceof Map<?, ?> object && object.get(key) instanceof String value
        ? Optional.of(value)
        : Optional.empty();
  }

  private Optional<SocketRecovery> claimed(RecoverableSession session, @Nullable String offset) {
    session.connection().ifPresent(connection -> ((SocketRecovery) connection).supersede());
    Optional<RecoverableSession.State> state = session.claim(offset);
    if (session.gone()) {
      forget(session);
    }
    return state.map(s -> new SocketRecovery(this, session, offset, Optional.of(s)));
  }

  private SocketRecovery begun(String socketId, History history) {
    RecoverableSession session =
        new RecoverableSession(
            SocketIds.next(),
            socketId,
            history,
            somebody -> new IndexPlaces<>(reach, socketId, somebody));
    return new SocketRecovery(this, session, null, Optional.empty());
  }

  /** It is known by its private id, which its client is about to be told. */
  void connected(RecoverableSession session) {
    byPrivateId.put(session.privateId(), session);
    present(session);
  }

  /** Its client has left, and may be back: {@code keep} tells whether its place is kept. */
  void left(RecoverableSession session, Supplier<Boolean> keep, Timers timers) {
    if (!keep.get()) {
      forget(session);
      return;
    }
    if (away.add(session)) {
      absences.began();
    }
    if (session.connection().isPresent() || session.gone()) { // quicker than us
      present(session);
      return;
    }
    if (away.size() > options.maxSockets()) {
      session.end();
      forget(session);
      return;
    }
    session.limit(timers, options.maxDisconnection(), () -> forget(session));
  }

  /** Those that are away do not come back. */
  void clear() {
    for (RecoverableSession session : away) {
      session.end();
      forget(session);
    }
  }

  private void forget(RecoverableSession session) {
    byPrivateId.remove(session.privateId(), session);
    present(session);
    session.places().announce();
  }

  private void present(RecoverableSession session) {
    if (away.remove(session)) {
      absences.ended();
    }
  }

  // ---- what is done with many

  void join(Selection selection, Set<String> rooms) {
    reach.forEach(
        selection,
        session ->
            session
                .connection()
                .ifPresentOrElse(
                    connection -> ((SocketRecovery) connection).socket().join(rooms),
                    () -> changed(session, session.join(rooms))));
  }

  void leave(Selection selection, Set<String> rooms) {
    reach.forEach(
        selection,
        session ->
            session
                .connection()
                .ifPresentOrElse(
                    connection -> ((SocketRecovery) connection).socket().leave(rooms),
                    () -> changed(session, session.leave(rooms))));
  }

  void disconnect(Selection selection, boolean close) {
    reach.forEach(
        selection,
        session ->
            session
                .connection()
                .ifPresentOrElse(
                    connection -> ((SocketRecovery) connection).socket().disconnect(close),
                    () -> {
                      session.end();
                      if (session.gone()) {
                        forget(session);
                      }
                    }));
  }

  private static void changed(RecoverableSession session, boolean changed) {
    if (changed) {
      session.places().announce();
    }
  }

  /** How many are away. */
  int absent() {
    return away.size();
  }
}
