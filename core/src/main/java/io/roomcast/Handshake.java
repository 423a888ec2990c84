package io.roomcast;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.transport.Headers;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client introduced itself. Immutable and thread-safe. The sockets of one client share the
 * request, and each namespace has its own {@link #auth()}.
 *
 * <pre>{@code
 * record Credentials(String token) {}
 *
 * io.use(socket -> {
 *   Handshake handshake = socket.handshake();
 *   if (!accounts.knows(handshake.auth(Credentials.class).token())) {
 *     log.info("refused {}", handshake.remoteAddress());
 *     throw new ConnectionRefusedException("not authorised");
 *   }
 * });
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code socket.handshake}.
 */
public interface Handshake {

  /**
   * The HTTP request that opened the connection.
   *
   * @return with its query, headers and address
   */
  HandshakeRequest request();

  /**
   * What the client gave as {@code auth}; or, of a client of Socket.IO 2, the query of the
   * namespace, where the last of several equal keys counts: always empty in the main namespace,
   * where only the {@link #query()} of the connection tells something.
   *
   * @return unmodifiable; empty where it gave nothing
   */
  Map<String, @Nullable Object> auth();

  /**
   * What the client gave as {@code auth}, as a type.
   *
   * @param type for example a record with the field {@code token}
   * @param <T> the type
   * @return never null; of an empty object where the client gave nothing
   * @throws ConversionException if it does not fit
   */
  <T> T auth(Class<T> type);

  /**
   * What the client gave as {@code auth}, as a generic type.
   *
   * @param type for example {@code new TypeRef<Map<String, String>>() {}}
   * @param <T> the type
   * @return never null; of an empty object where the client gave nothing
   * @throws ConversionException if it does not fit
   */
  <T> T auth(TypeRef<T> type);

  /**
   * The decoded query of the request.
   *
   * @return unmodifiable, the protocol's own keys included
   */
  default Map<String, String> query() {
    return request().query();
  }

  /**
   * The headers of the request.
   *
   * @return immutable
   */
  default Headers headers() {
    return request().headers();
  }

  /**
   * The client's address.
   *
   * @return as {@link HandshakeRequest#remoteAddress()}
   */
  default InetSocketAddress remoteAddress() {
    return request().remoteAddress();
  }

  /**
   * Whether the connection is encrypted.
   *
   * @return as {@link HandshakeRequest#secure()}
   */
  default boolean secure() {
    return request().secure();
  }

  /**
   * When the client connected.
   *
   * @return the time of its first request
   */
  default Instant issued() {
    return request().issued();
  }
}
