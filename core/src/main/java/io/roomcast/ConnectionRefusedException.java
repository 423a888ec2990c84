package io.roomcast;

import java.util.Optional;

/**
 * Thrown by a {@link Middleware} to refuse a client; the client gets a {@code connect_error} with
 * the message and the data. It carries no stack trace: refusing is not a failure of this program.
 */
public final class ConnectionRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Object> data;

  /**
   * Refuses with a message.
   *
   * @param message what the client is told
   */
  public ConnectionRefusedException(String message) {
    super(message, null, false, false);
    this.data = Optional.empty();
  }

  /**
   * Refuses with a message and details.
   *
   * @param message what the client is told
   * @param data further details, as in {@link Emitter#emit} but without bytes
   */
  public ConnectionRefusedException(String message, Object data) {
    super(message, null, false, false);
    this.data = Optional.of(data);
  }

  /**
   * The details.
   *
   * @return what was given
   */
  public Optional<Object> data() {
    return data;
  }
}
