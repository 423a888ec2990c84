package io.roomcast.engineio;

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
