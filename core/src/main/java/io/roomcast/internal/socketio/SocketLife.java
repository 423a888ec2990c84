package io.roomcast.internal.socketio;

import io.roomcast.DisconnectListener;
import io.roomcast.DisconnectReason;
import io.roomcast.Subscription;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one socket comes into its namespace, and how it goes: every step of its {@link Membership} is
 * taken here, with all that follows from it. Whoever takes the step does what follows, on any
 * thread, so that happens once; listeners hear of it on the serial queue.
 */
final class SocketLife {
  private static final Logger log = LoggerFactory.getLogger(SocketLife.class);

  private final LocalSocket socket;
  private final Surroundings surroundings;
  private final Client client;
  private final SerialQueue queue;
  private final Membership membership;
  private final @Nullable SocketRecovery recovery; // where clients may come back
  private final ListenerList<DisconnectListener.WithCause> disconnecting = new ListenerList<>();
  private final DisconnectListeners disconnected = new DisconnectListeners();
  private volatile Timers.@Nullable Timeout joinTimeout; // until it is in, or is not

  SocketLife(
      LocalSocket socket,
      Surroundings surroundings,
      Client client,
      SerialQueue queue,
      Membership membership,
      @Nullable SocketRecovery recovery) {
    this.socket = socket;
    this.surroundings = surroundings;
    this.client = client;
    this.queue = queue;
    this.membership = membership;
    this.recovery = recovery;
  }

  /** Whether the client may send: it has been let in. */
  boolean admitted() {
    return membership.phase() != Membership.Phase.JOINING;
  }

  boolean over() {
    return membership.phase().over();
  }

  // ---- its beginning: see NamespaceJoin

  /** With what the client left behind when it was here last, where it is back. */
  void begin(Runnable join) {
    if (recovery == null) {
      execute(join);
      return;
    }
    boolean due =
        recovery.whenDue(
            () -> {
              socket.data().putAll(recovery.data());
              execute(join);
            });
    if (!due) {
      cutOff();
    }
  }

  boolean skipsMiddlewares() {
    return recovery != null && recovery.skipsMiddlewares();
  }

  /** Runs a step of the beginning in order with all that listeners see. */
  void execute(Runnable step) {
    queue.execute(step);
  }

  /** Refuses it with "timeout" unless its middlewares have passed by then. */
  void limitJoin(Duration within) {
    joinTimeout =
        surroundings
            .timers()
            .schedule(
                within,
                () -> {
                  surroundings.hits().hit("connectTimeout");
                  log.debug("the middlewares took too long: {}", socket);
                  refuse(() -> refusal("timeout", Optional.empty()));
                });
  }

  private void joinDecided() {
    Timers.Timeout running = joinTimeout;
    if (running != null) {
      running.cancel();
      joinTimeout = null;
    }
  }

  /**
   * The middlewares have passed: the client is told, and only then does anything else reach it.
   * False where it has gone meanwhile, or was disconnected by the application.
   */
  boolean connect() {
    client.opening(); // first, so that who disconnects the client sees it, or is seen
    try {
      return connectAndTell();
    } finally {
      client.opened();
    }
  }

  private boolean connectAndTell() {
    surroundings.live().enter();
    if (!client.open() || !connectMembership()) {
      surroundings.live().leave();
      return false;
    }
    joinDecided();
    client.joined();
    socket.outbound().open(news());
    return !membership.dismissed();
  }

  /** Where a client that is back cannot go on, it loses its connection, and begins anew. */
  private boolean connectMembership() {
    boolean connected = recovery == null ? membership.connect() : recovery.connect(membership);
    if (!connected && !over()) {
      cutOff();
    }
    return connected;
  }

  private void cutOff() {
    end(Departure.of(DisconnectReason.FORCED_CLOSE));
    client.session().discard();
  }

  private Arguments news() {
    Optional<String> privateId = Optional.ofNullable(recovery).map(SocketRecovery::privateId);
    return client.protocol().news(socket.id(), privateId);
  }

  /** It is not let in. {@code packet} makes what the client is told; not asked if it has gone. */
  void refuse(Supplier<List<EngineMessage>> packet) {
    if (endMembership(false, membership::refuse) == Membership.Phase.JOINING) {
      refused(packet);
    }
  }

  private void refused(Supplier<List<EngineMessage>> packet) {
    joinDecided();
    client.left(socket, false); // first: once it knows, the client may try again
    allIsOver();
    client.session().send(packet.get());
  }

  /** What the client is told if it is refused. */
  List<EngineMessage> refusal(String message, Optional<Object> details) {
    return surroundings
        .encoder()
        .encode(client.protocol().refusal(socket.namespace().name(), message, details));
  }

  // ---- its end

  Subscription onDisconnecting(DisconnectListener.WithCause listener) {
    return disconnecting.add(listener);
  }

  Subscription onDisconnect(DisconnectListener.WithCause listener) {
    DisconnectListeners.Added added = disconnected.add(listener);
    added.tooLate().ifPresent(why -> queue.execute(() -> tell("disconnect", listener, why)));
    return added.subscription();
  }

  /** The application is about to disconnect it: nothing more of its client is heard. */
  void silence() {
    if (membership.silence()) {
      socket.dispatch().dismiss();
    }
  }

  /** The application wants it. */
  void disconnect(boolean close) {
    if (close) {
      if (!over()) {
        client.disconnect();
      }
      return;
    }
    Membership.Phase before = endMembership(false, membership::dismiss);
    if (before.over()) {
      return;
    }
    if (before == Membership.Phase.JOINING) { // or a middleware that does this would let it in
      refused(() -> refusal("disconnected", Optional.empty()));
      return;
    }
    socket.dispatch().dismiss();
    client.left(socket, true); // first: once it knows, the client may come again
    socket.outbound().disconnect();
    ended(Departure.of(DisconnectReason.SERVER_NAMESPACE_DISCONNECT));
  }

  /** The client left, or its connection ended. Does nothing where it has ended already. */
  void end(Departure departure) {
    boolean elsewhere = recovery != null && recovery.stored();
    boolean recoverable = departure.recoverable(elsewhere) && !membership.dismissed();
    Membership.Phase before = endMembership(recoverable, membership::end);
    if (before.over()) {
      return;
    }
    client.left(socket, false);
    if (before == Membership.Phase.JOINING) {
      joinDecided();
      allIsOver();
    } else {
      ended(departure);
    }
  }

  /** Ends it and, in the same step, its part in the session, so that nobody sees one of both. */
  private Membership.Phase endMembership(
      boolean recoverable, Function<Membership.LastStep, Membership.Phase> how) {
    if (recovery == null) {
      return how.apply(() -> {});
    }
    boolean keep = recoverable && client.protocol().recovers();
    return recovery.end(keep, socket.data(), surroundings.timers(), how);
  }

  /** Once per socket that was let in: after its connection's listeners and its events. */
  private void ended(Departure departure) {
    socket.outbound().endQuestions();
    socket.dispatch().clientGone();
    queue.execute(() -> sayGoodbye(departure));
  }

  private void sayGoodbye(Departure departure) {
    try {
      disconnecting.snapshot().forEach(listener -> tell("disconnecting", listener, departure));
      if (recovery != null) {
        recovery.store(socket.data());
      }
      membership.forget();
      disconnected.gone(departure).forEach(listener -> tell("disconnect", listener, departure));
    } finally {
      if (recovery != null) {
        recovery.farewellSaid();
      }
      allIsOver();
      surroundings.live().leave();
    }
  }

  private void allIsOver() {
    client.session().forgetListeners(socket);
    client.over(socket);
  }

  private void tell(String event, DisconnectListener.WithCause listener, Departure departure) {
    try {
      listener.onDisconnect(departure.reason(), departure.cause());
    } catch (Throwable e) { // the other listeners shall hear of it, too
      socket.failed(Optional.of(event), e);
    }
  }
}
