package io.roomcast;

/**
 * Hears every event of a socket, whatever its name: those that come with {@link Socket#onAny},
 * those that are sent with {@link Socket#onAnyOutgoing}. Runs on the server's executor, one at a
 * time with the socket's other listeners, and may block.
 *
 * <pre>{@code
 * socket.onAny((event, args) -> log.debug("got {}{}", event, args));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: what {@code onAny} takes, but without the ack: who wants to answer
 * whatever comes uses an {@link EventMiddleware}.
 */
@FunctionalInterface
public interface AnyListener {

  /**
   * An event passes.
   *
   * @param event its name, which for incoming ones is whatever the client chose
   * @param args its arguments
   * @throws Exception goes to the server's {@link ErrorHandler}
   */
  void onEvent(String event, EventArgs args) throws Exception;
}
