package io.roomcast.engineio;

import io.roomcast.spi.transport.Headers;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A request that was refused.
 *
 * <pre>{@code
 * io.engine().onHandshakeError(error -> {
 *   if (error.code() == HandshakeError.Code.UNKNOWN_SID) {
 *     log.warn("unknown session: does the balancer send each client to one server?");
 *   }
 * });
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code connection_error} event of the engine.
 *
 * @param code what is wrong
 * @param message what the client was told
 * @param context details for the log, for example the unknown transport's name, made fit for it:
 *     invisible characters are escaped and long values cut; never a secret of another client
 * @param headers the request's headers
 * @param remoteAddress as {@link HandshakeRequest#remoteAddress()}
 */
public record HandshakeError(
    Code code,
    String message,
    Map<String, String> context,
    Headers headers,
    InetSocketAddress remoteAddress) {

  public HandshakeError {
    context = Map.copyOf(context);
  }

  /**
   * For logs: what is wrong, the name of the mistake where the context has one, and of the rest of
   * the context only the keys, since the values are the client's.
   *
   * @return without values of the context or of headers that hold credentials
   */
  @Override
  public String toString() {
    return "HandshakeError[code=%s, message=%s, name=%s, context=%s, headers=%s, remoteAddress=%s]"
        .formatted(
            code,
            message,
            context.getOrDefault("name", ""),
            context.keySet().stream().sorted().toList(),
            headers,
            remoteAddress);
  }

  /** The error codes of the Engine.IO protocol. */
  public enum Code {
    /** The {@code transport} parameter names none of the enabled transports. */
    UNKNOWN_TRANSPORT(0, "Transport unknown"),
    /** The {@code sid} is not, or no longer, known: often a balancer without sticky sessions. */
    UNKNOWN_SID(1, "Session ID unknown"),
    /** A session is opened with GET. */
    BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),
    /** The request does not fit the session, or is malformed. */
    BAD_REQUEST(3, "Bad request"),
    /** The application's {@link Admission} said no, or the origin of a WebSocket is not allowed. */
    FORBIDDEN(4, "Forbidden"),
    /** Not protocol revision 4: a client of Socket.IO 2 or older. */
    UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version");

    private final int number;
    private final String message;

    Code(int number, String message) {
      this.number = number;
      this.message = message;
    }

    /**
     * The number on the wire.
     *
     * @return 0 to 5
     */
    public int number() {
      return number;
    }

    /**
     * The text that the protocol gives the code.
     *
     * @return for example {@code Session ID unknown}
     */
    public String message() {
      return message;
    }
  }
}
