package io.roomcast.testkit;

import org.jspecify.annotations.Nullable;

/**
 * The server refused a {@link TestClient}, or the connection was lost before it was let in.
 *
 * <pre>{@code
 * assertThatThrownBy(() -> TestClient.to(io).auth(Map.of("token", "wrong")).connect())
 *     .isInstanceOf(ConnectErrorException.class)
 *     .hasMessage("not authorized");
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code connect_error} event of the client.
 */
public final class ConnectErrorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object data;

  ConnectErrorException(String message, @Nullable Object data) {
    super(message);
    this.data = data;
  }

  /**
   * What the server sent besides the message.
   *
   * @return null where it sent nothing; else a value in the neutral form of {@link
   *     io.roomcast.EventArgs#get(int)}
   */
  public @Nullable Object data() {
    return data;
  }
}
