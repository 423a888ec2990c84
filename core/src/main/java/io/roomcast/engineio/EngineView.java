package io.roomcast.engineio;

import java.util.Map;
import java.util.function.Consumer;

/**
 * What an application sees of the engine of a server: its sessions, whatever they are used for, and
 * the requests that it turned away. Thread-safe; nothing here blocks. Listeners run on the server's
 * executor, and stay when the server is stopped and started again.
 *
 * <pre>{@code
 * io.engine().onSession(session -> log.info("{} clients", io.engine().clientsCount()));
 * io.engine().onHandshakeError(error -> log.warn("refused: {}", error));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code io.engine}.
 *
 * @param <S> how a session is seen
 */
public interface EngineView<S extends ClientSession> {

  /**
   * How many clients are connected.
   *
   * @return open sessions, whatever their transport; 0 while the server does not run
   */
  int clientsCount();

  /**
   * How many connections the transport holds: those of sessions, those of other requests, and those
   * that have asked nothing yet. Cheap enough to be asked every second.
   *
   * @return of the whole port, where others share it; -1 where the transport does not tell; 0 while
   *     the server does not run
   */
  int connections();

  /**
   * How many sessions are not being read at the moment, since the listeners of their clients have
   * not kept up with what these send. One that stays so has a listener that does not return, and
   * keeps its memory, even where its client has gone: that is noticed by reading. Looks at every
   * session, so ask for it every few seconds, not for every message.
   *
   * @return 0 while the server does not run
   */
  int pausedSessions();

  /**
   * How often each limit has been reached since the server was made, by the name of its option in
   * {@link EngineOptions}, {@link io.roomcast.ServerOptions}, {@link
   * io.roomcast.spi.codec.CodecLimits} or {@link io.roomcast.spi.transport.Limits}: {@code
   * maxSessions} counts the handshakes that were turned away because of it, {@code
   * maxRoomsPerSocket} the joins, and one of {@link io.roomcast.ConnectionStateRecovery} the events
   * that were forgotten, or the sockets. A bound that is no option has a name of its own: {@code
   * httpHandlers} counts the requests for which no place was free where they wait for {@link
   * io.roomcast.http.HttpHandler}s, {@code handshakeErrors} the refusals of which listeners were
   * not told, since they are too slow, {@code sessionLookups} the clients that began anew since too
   * many were looked for in a {@link io.roomcast.spi.adapter.SessionStore}; the documentation has a
   * page of all limits. Counts only grow, so they suit a metrics library that polls, as
   * Micrometer's {@code FunctionCounter} does.
   *
   * <pre>{@code
   * timer.scheduleAtFixedRate(
   *     () -> io.engine().limitHits().forEach((option, count) -> log.info("{} {}", option, count)),
   *     1, 1, TimeUnit.MINUTES);
   * }</pre>
   *
   * @return a snapshot, unmodifiable, of the limits that have been reached at all
   */
  Map<String, Long> limitHits();

  /**
   * The options of the engine.
   *
   * @return immutable
   */
  EngineOptions options();

  /**
   * How much of what was sent to all clients has not left yet. Takes time in proportion to their
   * number, so it is for a gauge that is read now and then.
   *
   * @return the sum of {@link ClientSession#queuedBytes()}; 0 while the server does not run
   */
  long queuedBytes();

  /**
   * Adds a listener for sessions that open. What it throws is logged.
   *
   * @param listener is given each session once, before its listeners are told anything
   * @return takes it away again
   */
  Registration onSession(Consumer<S> listener);

  /**
   * Adds a listener for refused requests, beside {@link EngineOptions#onHandshakeError()} and with
   * its bound. What it throws is logged.
   *
   * @param listener is given each refusal
   * @return takes it away again
   */
  Registration onHandshakeError(Consumer<HandshakeError> listener);
}
