package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.recovery.ReplayRoom;
import io.roomcast.internal.recovery.SentEvent;
import io.roomcast.spi.adapter.MissedEvents;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's question for the session that it had on whatever server (API-45, RED-30). First the
 * session is taken, so that nobody else gets it; then it listens in its rooms here; then what was
 * sent before is read from the log, again where its rooms have changed by that. So there is no gap
 * between what is read and what is heard, and what is both is sent once.
 *
 * <p>It ends in one of two ways, exactly once: the client goes on where it was, or it begins anew;
 * unless it goes before that, when what was taken is put back. Whatever fails or takes too long
 * makes it begin anew.
 *
 * <p>Clients decide how many of these there are, so each works in its turn, on the executor: never
 * on a thread that reads the wire, which others wait for. A turn lasts until the store has answered
 * all, whether or not somebody still waits for that; but not for ever.
 */
final class SessionLookup implements Lookup, SessionTransit.Claimant {
  private static final Logger log = LoggerFactory.getLogger(SessionLookup.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_ROUNDS = 8; // of reading on because the rooms have changed

  /** Who asks. */
  interface Asker {

    /** Called at most once, on any thread. */
    void decided(SessionLookup lookup, Optional<SocketRecovery> found);

    /** The client has gone, and the namespace has counted it in. */
    void abandoned(SessionLookup lookup);

    /** What there is room for of the events that it missed. */
    ReplayRoom replayRoom();
  }

  private final Surroundings surroundings;
  private final LocalNamespace namespace;
  private final RecoverableSessions sessions;
  private final SessionStore store;
  private final SocketHandshake handshake;
  private final Ticket ticket;
  private final Asker asker;
  private final Runnable turn = this::take;
  private final AtomicBoolean decided = new AtomicBoolean();
  private final AtomicBoolean turnOver = new AtomicBoolean();
  private final List<SentEvent> events = new ArrayList<>(); // one step at a time
  private volatile Timers.@Nullable Timeout timeout; // of who waits
  private volatile Timers.@Nullable Timeout turnTimeout;

  SessionLookup(
      Surroundings surroundings,
      LocalNamespace namespace,
      RecoverableSessions sessions,
      SessionStore store,
      SocketHandshake handshake,
      Ticket ticket,
      Asker asker) {
    this.surroundings = surroundings;
    this.namespace = namespace;
    this.sessions = sessions;
    this.store = store;
    this.handshake = handshake;
    this.ticket = ticket;
    this.asker = asker;
  }

  @Override
  public String name() {
    return namespace.name();
  }

  LocalNamespace namespace() {
    return namespace;
  }

  SocketHandshake handshake() {
    return handshake;
  }

  void begin() {
    Duration limit = surroundings.options().connectTimeout();
    timeout =
        surroundings
            .timers()
            .schedule(
                limit.compareTo(PATIENCE) < 0 ? limit : PATIENCE,
                () -> {
                  log.debug("a session is not found in time (namespace {})", name());
                  anew();
                });
    transit().claim(ticket.privateId(), this);
  }

  private SessionTransit transit() {
    return sessions.stored().transit();
  }

  @Override
  public void comes() {
    sessions.supersede(ticket.privateId());
  }

  @Override
  public void overtaken() {
    anew();
  }

  @Override
  public void mayTake() {
    if (decided.get()) {
      transit().end(ticket.privateId());
    } else if (!surroundings.lookups().enter(turn)) {
      surroundings.hits().hit(FixedBound.SESSION_LOOKUPS);
      transit().end(ticket.privateId());
      anew();
    }
  }

  private void take() {
    turnTimeout = surroundings.timers().schedule(PATIENCE, this::turnExpired);
    if (decided.get()) {
      lost();
    } else {
      ask(() -> store.take(ticket.privateId()), this::taken, this::lost);
    }
  }

  /** The store may answer still, but others do not wait for that. */
  private void turnExpired() {
    transit().end(ticket.privateId());
    turnIsOver();
  }

  private void turnIsOver() {
    if (turnOver.compareAndSet(false, true)) {
      cancel(turnTimeout);
      surroundings.lookups().over();
    }
  }

  /** What fails, or is not there, is the same: the client has nothing to go on with. */
  private <T> void ask(
      Supplier<CompletionStage<Optional<T>>> question, Consumer<T> then, Runnable otherwise) {
    Executor executor = surroundings.executor().completions();
    try {
      var unused =
          question
              .get()
              .whenCompleteAsync(
                  (answer, failure) -> {
                    if (failure != null) {
                      log.debug("the store has failed (namespace {})", name(), failure);
                      otherwise.run();
                    } else {
                      found(answer, then, otherwise);
                    }
                  },
                  executor);
    } catch (RuntimeException e) {
      log.debug("the store has failed (namespace {})", name(), e);
      otherwise.run();
    }
  }

  private <T> void found(Optional<T> answer, Consumer<T> then, Runnable otherwise) {
    try {
      answer.ifPresentOrElse(then, otherwise);
    } catch (
        RuntimeException e) { // what comes from elsewhere is no reason to keep a client waiting
      log.warn("a session cannot be restored (namespace {})", name(), e);
      otherwise.run();
    }
  }

  private void taken(SessionStore.Taken found) {
    StoredSessions stored = sessions.stored();
    TakenSession taken =
        new TakenSession(found, stored.options().maxDisconnection(), surroundings.timers());
    StoredSession session = taken.session();
    if (!session.privateId().equals(ticket.privateId())) {
      lost();
    } else if (decided.get()) {
      stored.putBack(taken);
      turnIsOver();
    } else {
      sessions
          .restored(taken, ticket.offset(), asker.replayRoom())
          .ifPresentOrElse(
              recovery -> read(session, recovery, ticket.offset(), MAX_ROUNDS), this::lost);
    }
  }

  private void read(StoredSession session, SocketRecovery recovery, String from, int rounds) {
    var bounds = sessions.stored().options();
    ask(
        () -> store.missed(session, from, bounds.maxEvents(), bounds.maxEventBytes()),
        missed -> read(session, recovery, missed, rounds),
        () -> giveUp(recovery));
  }

  private void read(
      StoredSession session, SocketRecovery recovery, MissedEvents missed, int rounds) {
    for (MissedEvents.Event event : missed.events()) {
      Packet packet = Packet.of(PacketType.EVENT, name(), Arguments.of(event.values().toArray()));
      sessions.replayed(packet, event.flags(), event.offset()).ifPresent(events::add);
    }
    Set<String> rooms = missed.rooms();
    if (events.size() > sessions.stored().options().maxEvents() || decided.get()) {
      giveUp(recovery);
    } else if (rooms.equals(session.rooms())) {
      caughtUp(recovery, missed.last());
    } else if (rounds > 0) { // somebody has let it join a room: what came for that since?
      Set<String> changed = recovery.changeRooms(session.rooms(), rooms);
      read(session.in(changed), recovery, missed.last(), rounds - 1);
    } else {
      giveUp(recovery);
    }
  }

  private void caughtUp(SocketRecovery recovery, String last) {
    if (!recovery.caughtUp(events, offset -> !store.isBehind(offset, last))) {
      lost();
    } else if (decide()) {
      turnIsOver();
      asker.decided(this, Optional.of(recovery));
    } else {
      giveBack(recovery);
    }
  }

  private void giveBack(SocketRecovery recovery) {
    recovery.giveBack();
    turnIsOver();
  }

  /** Half a session is none; where the client has gone, it is not asked. */
  private void giveUp(SocketRecovery recovery) {
    if (decided.get()) {
      giveBack(recovery);
    } else {
      recovery.giveUp();
      lost();
    }
  }

  /** There is no session, or none any more: nobody is to wait for it. */
  private void lost() {
    transit().end(ticket.privateId());
    turnIsOver();
    anew();
  }

  private void anew() {
    if (decide()) {
      asker.decided(this, Optional.empty());
    }
  }

  @Override
  public boolean abandon() {
    if (!decide()) {
      return false;
    }
    asker.abandoned(this);
    return true;
  }

  private boolean decide() {
    if (!decided.compareAndSet(false, true)) {
      return false;
    }
    cancel(timeout);
    if (surroundings.lookups().leave(turn)) {
      transit().end(ticket.privateId());
    }
    return true;
  }

  private static void cancel(Timers.@Nullable Timeout running) {
    if (running != null) {
      running.cancel();
    }
  }
}
