package io.roomcast.internal.http;

import io.roomcast.engineio.EngineOptions;
import java.util.Optional;

/**
 * Which requests are the server's own (EIO-5, EIO-6): those whose raw path begins with the prefix.
 * With a trailing slash in it, {@code /socket.io} itself is not among them; without one, {@code
 * /socket.iox} is. Nothing is decoded or normalised, as a proxy in front would not do it either.
 */
record ServerPath(String prefix, String folder) {

  static ServerPath of(EngineOptions options) {
    String folder = options.path() + '/';
    return new ServerPath(options.addTrailingSlash() ? folder : options.path(), folder);
  }

  boolean covers(String rawPath) {
    return rawPath.startsWith(prefix);
  }

  /** What follows the path and a slash, for example {@code socket.io.js}. */
  Optional<String> nameBelow(String rawPath) {
    return rawPath.startsWith(folder)
        ? Optional.of(rawPath.substring(folder.length()))
        : Optional.empty();
  }
}
