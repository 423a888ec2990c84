package io.roomcast.internal.socketio;

import io.roomcast.Namespace;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.PacketCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The namespaces of a server, which the application alone makes (API-7, SIO-19). Thread-safe. */
public final class Namespaces {
  private static final String MAIN = "/";

  private final PacketEncoder encoder;
  private final RoomAdapter.Factory adapters;
  private final ConcurrentMap<String, LocalNamespace> byName = new ConcurrentHashMap<>();

  /** Orders the making of namespaces and the opening of adapters; clients never wait for it. */
  private final Object lock = new Object();

  private boolean open;

  /** With the main namespace only, and no adapter open. */
  public Namespaces(PacketCodec codec, RoomAdapter.Factory adapters) {
    this.encoder = new PacketEncoder(codec);
    this.adapters = adapters;
    byName.put(MAIN, new LocalNamespace(MAIN, encoder));
  }

  public Namespace main() {
    return of(MAIN);
  }

  /** The namespace of that name; a missing slash is added. */
  public Namespace of(String name) {
    String full = name.startsWith("/") ? name : "/" + name;
    LocalNamespace known = byName.get(full);
    if (known != null) {
      return known;
    }
    synchronized (lock) {
      LocalNamespace again = byName.get(full);
      if (again != null) {
        return again;
      }
      LocalNamespace made = new LocalNamespace(full, encoder);
      if (open) {
        made.adapter().open(adapters);
      }
      byName.put(full, made); // last, so that no client joins without the adapter
      return made;
    }
  }

  /** A snapshot. */
  public Collection<Namespace> all() {
    return List.copyOf(byName.values());
  }

  /** Opens the adapters; where one fails, those that are open are closed again. */
  public void open() {
    synchronized (lock) {
      open = true;
      try {
        byName.values().forEach(namespace -> namespace.adapter().open(adapters));
      } catch (RuntimeException | Error e) {
        var unused = close();
        throw e;
      }
    }
  }

  /** Closes the adapters; the future never fails. */
  public CompletableFuture<Void> close() {
    List<CompletableFuture<Void>> closed = new ArrayList<>();
    synchronized (lock) {
      open = false;
      byName.values().forEach(n -> closed.add(n.adapter().close().toCompletableFuture()));
    }
    return CompletableFuture.allOf(closed.toArray(CompletableFuture<?>[]::new));
  }

  Optional<LocalNamespace> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
