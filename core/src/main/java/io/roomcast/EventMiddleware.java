package io.roomcast;

import java.util.concurrent.CompletionStage;

/**
 * Sees each event of one socket before its listeners, and may change it, stop it, answer it or
 * refuse it. Runs on the server's executor, in the socket's order and one at a time with its
 * listeners, and may block.
 *
 * <pre>{@code
 * socket.use(event -> {
 *   if (!user.mayUse(event.name())) {
 *     throw new SecurityException("not allowed: " + event.name());
 *   }
 *   return event;
 * });
 * socket.onError(e -> socket.emit("refused", e.getMessage()));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code socket.use((event, next) => …)}.
 */
@FunctionalInterface
public interface EventMiddleware {

  /**
   * Looks at an event.
   *
   * @param event as the middlewares before left it
   * @return what goes on to the next middleware, then to the listeners: the same event, a changed
   *     one, or {@link IncomingEvent#stop() a stopped one}
   * @throws Exception refuses the event: it is dropped, a client that asked for an answer is sent
   *     one without values, and the exception goes to the {@linkplain Socket#onError error
   *     listeners} of the socket and to the {@link ErrorHandler}
   */
  IncomingEvent handle(IncomingEvent event) throws Exception;

  /**
   * As {@link EventMiddleware}, with a verdict that comes later. Until then the socket's next
   * events wait, and no thread does.
   */
  @FunctionalInterface
  interface Async {

    /**
     * Looks at an event.
     *
     * @param event as the middlewares before left it
     * @return what goes on, as in {@link EventMiddleware#handle}. Where it fails, is null, or takes
     *     longer than {@link ServerOptions#connectTimeout()}, or is not there 2 seconds after the
     *     client has gone, the event is refused
     * @throws Exception refuses the event, as in {@link EventMiddleware#handle}
     */
    CompletionStage<IncomingEvent> handle(IncomingEvent event) throws Exception;
  }
}
