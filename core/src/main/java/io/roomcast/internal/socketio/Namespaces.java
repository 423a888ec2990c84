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
import java.util.function.Consumer;

/** The namespaces of a server, which the application alone makes (API-7, SIO-19). Thread-safe. */
public final class Namespaces {
  private static final String MAIN = "/";

  private final PacketEncoder encoder;
  private final RoomAdapter.Factory adapters;
  private final CurrentRun run = new CurrentRun();
  private final ConcurrentMap<String, LocalNamespace> byName = new ConcurrentHashMap<>();

  /** Orders what is published with the opening and closing; no adapter is called under it. */
  private final Object lock = new Object();

  private boolean open;

  /** With the main namespace only, and no adapter open. */
  public Namespaces(PacketCodec codec, RoomAdapter.Factory adapters) {
    this.encoder = new PacketEncoder(codec);
    this.adapters = adapters;
    byName.put(MAIN, new LocalNamespace(MAIN, encoder, run));
  }

  public Namespace main() {
    return of(MAIN);
  }

  /** The namespace of that name; a missing slash is added. */
  public Namespace of(String name) {
    String full = full(name);
    LocalNamespace known = byName.get(full);
    return known == null ? published(new LocalNamespace(full, encoder, run)) : known;
  }

  /** A new namespace, set up before any client can join it. */
  public Namespace of(String name, Consumer<Namespace> setup) {
    String full = full(name);
    LocalNamespace made = new LocalNamespace(full, encoder, run);
    if (!byName.containsKey(full)) {
      setup.accept(made);
      if (published(made) == made) {
        return made;
      }
    }
    throw new IllegalStateException("there is a namespace " + full + " already");
  }

  private static String full(String name) {
    if (name.indexOf(',') >= 0) {
      throw new IllegalArgumentException("a comma cannot be in a namespace's name: " + name);
    }
    return name.startsWith("/") ? name : "/" + name;
  }

  /** The one that is known by its name from now on: {@code made}, or who was quicker. */
  private LocalNamespace published(LocalNamespace made) {
    while (true) {
      boolean running;
      LocalNamespace quicker;
      synchronized (lock) {
        running = open;
        quicker = byName.get(made.name());
        if (quicker == null && running == made.adapter().opened()) {
          byName.put(made.name(), made); // so no client joins without the adapter
          return made;
        }
      }
      if (quicker == null && running) {
        var unused = made.adapter().open(adapters); // it logs what fails
      } else {
        var unused = made.adapter().close();
      }
      if (quicker != null) {
        return quicker;
      }
    }
  }

  /** A snapshot. */
  public Collection<Namespace> all() {
    return List.copyOf(byName.values());
  }

  /** Opens the adapters; where one fails, those that are open are closed again. */
  public CompletableFuture<Void> open() {
    List<LocalNamespace> known;
    synchronized (lock) {
      open = true;
      known = List.copyOf(byName.values());
    }
    List<CompletableFuture<Void>> opened = new ArrayList<>();
    try {
      known.forEach(n -> opened.add(n.adapter().open(adapters).toCompletableFuture()));
    } catch (RuntimeException | Error e) {
      var unused = close();
      throw e;
    }
    return CompletableFuture.allOf(opened.toArray(CompletableFuture<?>[]::new))
        .exceptionallyCompose(
            failure -> close().thenCompose(closed -> CompletableFuture.failedFuture(failure)));
  }

  /** Closes the adapters; the future never fails. */
  public CompletableFuture<Void> close() {
    List<LocalNamespace> known;
    synchronized (lock) {
      open = false;
      known = List.copyOf(byName.values());
    }
    List<CompletableFuture<Void>> closed = new ArrayList<>();
    known.forEach(n -> closed.add(n.adapter().close().toCompletableFuture()));
    return CompletableFuture.allOf(closed.toArray(CompletableFuture<?>[]::new));
  }

  /** What the namespaces work with. */
  CurrentRun run() {
    return run;
  }

  Optional<LocalNamespace> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
