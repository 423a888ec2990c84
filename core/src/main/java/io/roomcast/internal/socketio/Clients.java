package io.roomcast.internal.socketio;

import io.roomcast.ServerOptions;
import io.roomcast.internal.concurrent.Census;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.HandlerBursts;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.concurrent.Turns;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.SessionAcceptor;
import io.roomcast.internal.engineio.SessionListener;
import io.roomcast.internal.recovery.ReplayBound;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.PacketCodec;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Makes a client of each session, from one start of the server to its stop. */
public final class Clients implements SessionAcceptor {
  /** Sessions that are being looked for in a store, with the events that their clients missed. */
  static final int MAX_LOOKUPS = 100;

  /** Clients that wait for such a lookup; more begin anew. */
  static final int MAX_WAITING_LOOKUPS = FixedBound.SESSION_LOOKUPS.max();

  private final Surroundings surroundings;
  private final Namespaces namespaces;
  private volatile boolean shuttingDown;

  public Clients(
      ServerOptions options,
      PacketCodec codec,
      Namespaces namespaces,
      Timers timers,
      HandlerExecutor executor) {
    this.surroundings =
        new Surroundings(
            options,
            new PacketEncoder(codec),
            new NeutralForm(codec).of(Arguments.of(Map.of())),
            new Failures(options.errorHandler()),
            namespaces.hits(),
            timers,
            executor,
            new HandlerBursts(timers),
            new Census(),
            ReplayBound.of(options.engine(), namespaces.hits()),
            new Turns(MAX_LOOKUPS, MAX_WAITING_LOOKUPS, executor.completions()));
    this.namespaces = namespaces;
    namespaces.run().begin(surroundings);
  }

  @Override
  public SessionListener onSession(EngineSession session) {
    ClientConnection connection =
        new ClientConnection(surroundings, namespaces, session, () -> shuttingDown);
    connection.protocol().greeting().ifPresent(packet -> connection.handle(packet, 0));
    return connection;
  }

  /** From now on sessions end because the server does (API-5). */
  public void shuttingDown() {
    shuttingDown = true;
  }

  /** Completes when the listeners of every socket that was connected have run to their end. */
  public CompletableFuture<Void> gone() {
    return surroundings.live().whenNone();
  }

  /** How many sockets have listeners that are at work, or have something to hear yet. */
  public int atWork() {
    return surroundings.live().count();
  }

  Census live() {
    return surroundings.live();
  }
}
