package io.roomcast;

/**
 * Is told of each client that has joined a namespace. Runs on the server's executor, may block.
 *
 * <pre>{@code
 * ConnectionListener greet = socket -> socket.emit("welcome", socket.id());
 * io.onConnection(greet);
 * chat.onConnection(greet);
 * }</pre>
 */
@FunctionalInterface
public interface ConnectionListener {

  /**
   * A client has joined. None of its events is handled before this returns, so listeners that are
   * added here miss nothing.
   *
   * @param socket connected, and in the room of its own id
   * @throws Exception goes to the {@link ErrorHandler}; the client stays connected
   */
  void onConnection(Socket socket) throws Exception;
}
