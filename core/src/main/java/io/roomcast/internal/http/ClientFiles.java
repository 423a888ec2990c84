package io.roomcast.internal.http;

import io.roomcast.spi.client.ClientBundle;
import io.roomcast.spi.transport.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The browser client below the path (API-4). Asks the bundles once per file and remembers the
 * answer, since their number is fixed.
 */
final class ClientFiles {
  private static final Set<String> NAMES =
      Set.of(
          "socket.io.js",
          "socket.io.js.map",
          "socket.io.min.js",
          "socket.io.min.js.map",
          "socket.io.esm.min.js",
          "socket.io.esm.min.js.map",
          "socket.io.msgpack.min.js",
          "socket.io.msgpack.min.js.map");

  private final List<ClientBundle> bundles;
  private final Map<String, Optional<ClientFile>> remembered = new ConcurrentHashMap<>();

  ClientFiles(List<ClientBundle> bundles) {
    this.bundles = List.copyOf(bundles);
  }

  /** The bundles that the thread's class loader knows, or else those beside the server. */
  static ClientFiles find() {
    List<ClientBundle> found =
        Stream.of(
                ServiceLoader.load(ClientBundle.class),
                ServiceLoader.load(ClientBundle.class, ClientFiles.class.getClassLoader()))
            .map(loader -> loader.stream().map(ServiceLoader.Provider::get).toList())
            .filter(list -> !list.isEmpty())
            .findFirst()
            .orElse(List.of());
    return new ClientFiles(found);
  }

  /** No files at all. */
  static ClientFiles none() {
    return new ClientFiles(List.of());
  }

  /** Whether {@link #answer} may know the name; does not block. */
  boolean mayHave(String name) {
    return !bundles.isEmpty() && NAMES.contains(name);
  }

  /** Whether {@link #answer} has read the file before, so that it does not block. */
  boolean knows(String name) {
    return remembered.containsKey(name);
  }

  /** Answers; false where no bundle has the file. May block on reading it the first time. */
  boolean answer(Exchange exchange, String name) {
    Optional<ClientFile> file = file(name);
    file.ifPresent(there -> there.answer(exchange));
    return file.isPresent();
  }

  /** Not by computeIfAbsent, which would run the bundle's code under a lock of the map. */
  private Optional<ClientFile> file(String name) {
    Optional<ClientFile> known = remembered.get(name);
    if (known == null) {
      known = load(name);
      remembered.put(name, known);
    }
    return known;
  }

  private Optional<ClientFile> load(String name) {
    for (ClientBundle bundle : bundles) {
      Optional<byte[]> content = bundle.file(name);
      if (content.isPresent()) {
        return Optional.of(new ClientFile(name, bundle.version(), content.get()));
      }
    }
    return Optional.empty();
  }
}
