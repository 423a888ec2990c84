package io.roomcast.spi.client;

import java.util.Optional;

/**
 * The official browser client's files. Found with {@link java.util.ServiceLoader}: put a bundle on
 * the class path or module path and the server serves it below its path, for example at {@code
 * /socket.io/socket.io.js}. Thread-safe.
 *
 * <pre>{@code
 * public final class PinnedClient implements ClientBundle {
 *   public String version() {
 *     return "4.7.5";
 *   }
 *
 *   public Optional<byte[]> file(String name) {
 *     return name.equals("socket.io.min.js") ? Optional.of(shop.script()) : Optional.empty();
 *   }
 * }
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the {@code serveClient} option.
 */
public interface ClientBundle {

  /**
   * The version of the client, from which the {@code ETag} is made.
   *
   * @return for example {@code 4.8.4}
   */
  String version();

  /**
   * The content of a file. May block on reading it; the server remembers the answer.
   *
   * @param name a bare file name, for example {@code socket.io.min.js}
   * @return the bytes, or empty where the bundle has no such file
   */
  Optional<byte[]> file(String name);
}
