package io.roomcast;

/** Is told that a socket goes, or has gone. Runs on the server's executor and may block. */
@FunctionalInterface
public interface DisconnectListener {

  /**
   * The socket goes.
   *
   * @param reason why
   * @throws Exception goes to the {@link ErrorHandler}
   */
  void onDisconnect(DisconnectReason reason) throws Exception;
}
