package io.roomcast;

import java.util.concurrent.CompletionStage;

/**
 * Decides whether a client may join a namespace. Before all middlewares have passed, the socket is
 * not connected: nothing of it is heard, and nothing reaches it. Runs on the server's executor and
 * may block. All middlewares together have {@link ServerOptions#connectTimeout()}; then the client
 * is refused with the message "timeout".
 *
 * <pre>{@code
 * io.use(socket -> {
 *   if (!accounts.knows(socket.handshake().auth().get("token"))) {
 *     throw new ConnectionRefusedException("not authorised");
 *   }
 * });
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code namespace.use((socket, next) => …)}.
 */
@FunctionalInterface
public interface Middleware {

  /**
   * Looks at a client. Returning lets it pass.
   *
   * @param socket not connected yet; it may join rooms and be given data
   * @throws ConnectionRefusedException refuses with a message and data
   * @throws Exception refuses with the message "Internal server error", and goes to the {@link
   *     ErrorHandler}
   */
  void handle(Socket socket) throws Exception;

  /** As {@link Middleware}, with an answer that comes later. */
  @FunctionalInterface
  interface Async {

    /**
     * Looks at a client.
     *
     * @param socket not connected yet; it may join rooms and be given data
     * @return lets it pass when it completes; refuses when it fails, with the message and data of a
     *     {@link ConnectionRefusedException}. Null refuses, as an exception does
     * @throws Exception refuses, as in {@link Middleware#handle}
     */
    CompletionStage<?> handle(Socket socket) throws Exception;
  }
}
