package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.Namespace;
import io.roomcast.NamespacePredicate;
import io.roomcast.ParentNamespace;
import io.roomcast.ServerOptions;
import io.roomcast.Subscription;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.recovery.RoomBounds;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.PacketCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces of a server: those that the application made by name (API-7), and those that its
 * parents allow clients to make (API-8 to API-11). Thread-safe.
 *
 * <p>A namespace is made in this order: its adapter is opened, it is known by its name, listeners
 * hear of it, its {@link NamespaceGate} opens, and only then does a client join. It goes in this
 * one: the gate closes, its adapter is told to close, and its name is free again.
 */
public final class Namespaces {
  static final String INVALID = "Invalid namespace";

  private static final Logger log = LoggerFactory.getLogger(Namespaces.class);
  private static final String MAIN = "/";

  private final NamespaceEnvironment environment;
  private final RoomAdapter.Factory adapters;
  private final Failures failures;
  private final int maxNameLength;
  private final int maxDynamic;
  private final boolean cleanUp;
  private final LimitHits hits;
  private final CurrentRun run = new CurrentRun();
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);
  private final ConcurrentMap<String, LocalNamespace> byName = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LocalNamespace> making = new ConcurrentHashMap<>();
  private final Map<LocalNamespace, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();
  private final List<LocalParent> parents = new CopyOnWriteArrayList<>();
  private final ListenerList<Consumer<Namespace>> newNamespaceListeners = new ListenerList<>();

  /** Orders what is published with the opening and closing; no adapter is called under it. */
  private final Object lock = new Object();

  private boolean open;
  private int dynamic; // made by clients; guarded by the lock

  /** Perhaps all who are in there are away; the longest so first; guarded by the lock. */
  private final Set<LocalNamespace> dormant = new LinkedHashSet<>();

  /** With the main namespace only, and no adapter open. */
  public Namespaces(ServerOptions options, PacketCodec codec, LimitHits hits) {
    this.adapters = options.adapter();
    this.failures = new Failures(options.errorHandler());
    this.maxNameLength = options.maxNamespaceNameLength();
    this.maxDynamic = options.maxDynamicNamespaces();
    this.cleanUp = options.cleanupEmptyChildNamespaces();
    this.hits = hits;
    this.environment =
        new NamespaceEnvironment(
            new PacketEncoder(codec),
            run,
            new AdapterLog(LoggerFactory.getLogger(NamespaceAdapter.class), System::nanoTime),
            new RoomBounds(options.maxRoomsPerSocket(), options.maxRoomNameLength(), hits),
            options.connectionStateRecovery().map(recovery -> SharedRecovery.of(recovery, hits)),
            this::takeAwayIfDeserted);
    LocalNamespace main = new LocalNamespace(MAIN, environment, Optional.empty());
    main.gate().open();
    byName.put(MAIN, main);
  }

  public Namespace main() {
    return of(MAIN);
  }

  /** The namespace of that name, which lasts from now on; a missing slash is added. */
  public Namespace of(String name) {
    String full = full(name);
    while (true) {
      LocalNamespace known = byName.get(full);
      LocalNamespace found =
          known == null ? requireNonNull(made(ofParentThatFits(full), false)) : known;
      if (found.gate().keep()) {
        return found;
      }
      forget(found); // it is being taken away, and what is returned here lasts
    }
  }

  /** A new namespace, set up before any client can join it. */
  public Namespace of(String name, Consumer<Namespace> setup) {
    String full = full(name);
    find(full).filter(known -> known.gate().closed()).ifPresent(this::forget); // as above
    if (!byName.containsKey(full)) {
      LocalNamespace unpublished = ofParentThatFits(full);
      setup.accept(unpublished);
      if (made(unpublished, false) == unpublished) {
        return unpublished;
      }
    }
    throw new IllegalStateException("there is a namespace " + full + " already");
  }

  private String full(String name) {
    if (name.indexOf(',') >= 0) {
      throw new IllegalArgumentException("a comma cannot be in a namespace's name: " + name);
    }
    String full = name.startsWith("/") ? name : "/" + name;
    if (full.length() > maxNameLength) {
      throw new IllegalArgumentException(
          "a namespace's name of %d characters is longer than maxNamespaceNameLength, %d: %s"
              .formatted(full.length(), maxNameLength, full));
    }
    return full;
  }

  /** API-10: what the application asks for by name is a child, too, and lasts. */
  private LocalNamespace ofParentThatFits(String name) {
    Optional<LocalParent> parent = parents.stream().filter(p -> p.fits(name)).findFirst();
    LocalNamespace unpublished = new LocalNamespace(name, environment, parent);
    unpublished.gate().keep();
    return unpublished;
  }

  public ParentNamespace of(Pattern pattern, Consumer<ParentNamespace> setup) {
    return added(LocalParent.of(pattern), setup);
  }

  public ParentNamespace of(NamespacePredicate predicate, Consumer<ParentNamespace> setup) {
    return added(LocalParent.of(requireNonNull(predicate)), setup);
  }

  public ParentNamespace ofAsync(
      NamespacePredicate.Async predicate, Consumer<ParentNamespace> setup) {
    return added(LocalParent.ofAsync(requireNonNull(predicate)), setup);
  }

  private ParentNamespace added(LocalParent parent, Consumer<ParentNamespace> setup) {
    setup.accept(parent);
    parents.add(parent);
    return parent;
  }

  public Subscription onNewNamespace(Consumer<Namespace> listener) {
    return newNamespaceListeners.add(requireNonNull(listener));
  }

  // ---- what clients bring about

  Optional<LocalNamespace> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether there is anybody to ask for a namespace of that name. */
  boolean mayBeMade(String name) {
    return !parents.isEmpty()
        && name.chars().noneMatch(Character::isISOControl); // names are logged
  }

  /** As they are now, in the order of their creation. */
  Iterator<LocalParent> parents() {
    return parents.iterator();
  }

  /**
   * Hands over the child of that name, made now or by who was quicker; false if there are too many.
   * However many clients ask for it at once, one of them makes it, with one adapter.
   */
  boolean child(LocalParent parent, String name, Consumer<LocalNamespace> visitor) {
    LocalNamespace unpublished = new LocalNamespace(name, environment, Optional.of(parent));
    LocalNamespace inTheMaking = making.putIfAbsent(name, unpublished);
    if (inTheMaking != null) {
      visitor.accept(inTheMaking); // who waits at its gate, and is told if it fails
      return true;
    }
    unpublished.gate().hold(); // or it would be deserted before the visitor is in
    LocalNamespace known = null;
    try {
      known = made(unpublished, true);
    } finally {
      making.remove(name, unpublished);
      if (known != unpublished) {
        unpublished.gate().fail();
      }
    }
    try {
      if (known != null) {
        visitor.accept(known);
      }
    } finally {
      left(unpublished);
    }
    return known != null;
  }

  /** A client that had entered it has left, or was not let in. */
  void left(LocalNamespace namespace) {
    namespace.gate().leave();
    takeAwayIfDeserted(namespace);
    noteIfDormant(namespace);
  }

  private void noteIfDormant(LocalNamespace namespace) {
    if (cleanUp && namespace.gate().dormant()) {
      synchronized (lock) {
        dormant.remove(namespace);
        if (byName.get(namespace.name()) == namespace) { // else it has been taken away meanwhile
          dormant.add(namespace);
        }
      }
    }
  }

  /**
   * Takes the namespace away from which all have been away for the longest: they may come back, but
   * must not keep others out. False where there is none.
   */
  private boolean takeAwayDormant() {
    while (true) {
      LocalNamespace first;
      synchronized (lock) {
        Iterator<LocalNamespace> oldest = dormant.iterator();
        if (!oldest.hasNext()) {
          return false;
        }
        first = oldest.next();
        oldest.remove();
      }
      if (first.gate().closeDormant()) {
        first.forgetAbsent();
        takeAwayClosed(first);
        return true;
      }
    }
  }

  private void takeAwayIfDeserted(LocalNamespace namespace) {
    if (cleanUp && namespace.gate().deserted()) {
      run.executor().execute(() -> takeAway(namespace)); // its adapter is code of others
    }
  }

  private void takeAway(LocalNamespace namespace) {
    if (namespace.gate().close()) {
      takeAwayClosed(namespace);
    }
  }

  private void takeAwayClosed(LocalNamespace namespace) {
    try {
      CompletableFuture<Void> closed = namespace.adapter().close();
      closing.put(namespace, closed);
      var unused = closed.whenComplete((value, failure) -> closing.remove(namespace));
    } finally {
      forget(namespace);
      namespace.gate().gone();
    }
  }

  private void forget(LocalNamespace namespace) {
    synchronized (lock) {
      if (byName.remove(namespace.name(), namespace)) {
        namespace.parent().ifPresent(parent -> parent.remove(namespace));
        dynamic--; // nothing else is taken away
        dormant.remove(namespace);
      }
    }
  }

  // ---- how one comes into being

  /** That one, or who was quicker; null where clients have made too many already. */
  private @Nullable LocalNamespace made(LocalNamespace unpublished, boolean byClient) {
    LocalNamespace known = published(unpublished, byClient);
    if (known == unpublished) {
      try {
        newNamespaceListeners.snapshot().forEach(listener -> tell(listener, known));
      } finally {
        known.openGate(() -> takeAwayIfDeserted(known)); // who asked for it may have gone
      }
    }
    return known;
  }

  private void tell(Consumer<Namespace> listener, LocalNamespace made) {
    try {
      listener.accept(made);
    } catch (Throwable e) { // the other listeners shall hear of it, too
      failures.report(made.name(), Optional.empty(), Optional.of("new_namespace"), e);
    }
  }

  /**
   * The one that is known by its name from now on, without anybody in it yet; or null, as above.
   */
  private @Nullable LocalNamespace published(LocalNamespace made, boolean byClient) {
    while (true) {
      boolean running;
      boolean room;
      LocalNamespace quicker;
      synchronized (lock) {
        running = open;
        room = !byClient || dynamic < maxDynamic;
        quicker = byName.get(made.name());
        if (quicker == null && room && running == made.adapter().opened()) {
          byName.put(made.name(), made); // so no client joins without the adapter
          made.parent().ifPresent(parent -> parent.add(made));
          dynamic += byClient ? 1 : 0;
          return made;
        }
      }
      if (quicker == null && !room && takeAwayDormant()) {
        continue;
      }
      if (quicker == null && room && running) {
        made.openAdapter(adapters);
      } else {
        var unused = made.adapter().close();
      }
      if (quicker != null) {
        return quicker;
      }
      if (!room) {
        refused(made.name());
        return null;
      }
    }
  }

  private void refused(String name) {
    hits.hit("maxDynamicNamespaces");
    if (throttle.pass()) {
      log.warn(
          "no namespace {} is made: clients have made {} already; see"
              + " ServerBuilder.maxDynamicNamespaces and cleanupEmptyChildNamespaces (this is"
              + " logged once a minute)",
          name,
          maxDynamic);
    }
  }

  // ---- the server's start and stop

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
      known.forEach(namespace -> opened.add(reopened(namespace)));
    } catch (RuntimeException | Error e) {
      var unused = close();
      throw e;
    }
    return CompletableFuture.allOf(opened.toArray(CompletableFuture<?>[]::new))
        .exceptionallyCompose(
            failure -> close().thenCompose(closed -> CompletableFuture.failedFuture(failure)));
  }

  private CompletableFuture<Void> reopened(LocalNamespace namespace) {
    CompletableFuture<Void> opened = namespace.adapter().open(adapters);
    if (namespace.gate().closed()) { // taken away meanwhile: then nobody else would close it
      var unused = namespace.adapter().close();
    }
    return opened;
  }

  /** Closes the adapters; the future never fails. */
  public CompletableFuture<Void> close() {
    List<LocalNamespace> known;
    synchronized (lock) {
      open = false;
      known = List.copyOf(byName.values());
    }
    List<CompletableFuture<Void>> closed = new ArrayList<>(closing.values());
    known.forEach(LocalNamespace::forgetAbsent);
    known.forEach(n -> closed.add(n.adapter().close()));
    return CompletableFuture.allOf(closed.toArray(CompletableFuture<?>[]::new));
  }

  /** What the namespaces work with. */
  CurrentRun run() {
    return run;
  }

  /** Counts the limits of all runs. */
  LimitHits hits() {
    return hits;
  }
}
