package io.roomcast.internal.socketio;

import io.roomcast.Broadcast;
import io.roomcast.ConnectionListener;
import io.roomcast.Handshake;
import io.roomcast.Middleware;
import io.roomcast.Namespace;
import io.roomcast.NamespacePredicate;
import io.roomcast.Overflow;
import io.roomcast.ParentNamespace;
import io.roomcast.Subscription;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A rule for names, and the namespaces that exist because of it. Thread-safe. */
final class LocalParent extends ForwardingBroadcast implements ParentNamespace {
  private final NamespacePredicate.Async predicate;
  private final Optional<Pattern> pattern;
  private final NamespaceSetup setup = new NamespaceSetup();
  private final Set<LocalNamespace> children = ConcurrentHashMap.newKeySet();
  private final Broadcast all = new ChildrenBroadcast(this::children, UnaryOperator.identity());

  private LocalParent(NamespacePredicate.Async predicate, Optional<Pattern> pattern) {
    this.predicate = predicate;
    this.pattern = pattern;
  }

  static LocalParent of(Pattern pattern) {
    return new LocalParent(
        (name, handshake) -> CompletableFuture.completedFuture(found(pattern, name)),
        Optional.of(pattern));
  }

  static LocalParent of(NamespacePredicate predicate) {
    return new LocalParent(
        (name, handshake) -> CompletableFuture.completedFuture(predicate.allows(name, handshake)),
        Optional.empty());
  }

  static LocalParent ofAsync(NamespacePredicate.Async predicate) {
    return new LocalParent(predicate, Optional.empty());
  }

  private static boolean found(Pattern pattern, String name) {
    return pattern.matcher(new BoundedText(name)).find();
  }

  /** User code, on the executor. */
  CompletionStage<Boolean> allows(String name, Handshake handshake) throws Exception {
    return predicate.allows(name, handshake);
  }

  /** Whether the name alone decides, and fits. */
  boolean fits(String name) {
    return pattern.isPresent() && found(pattern.get(), name);
  }

  NamespaceSetup setup() {
    return setup;
  }

  void add(LocalNamespace child) {
    children.add(child);
  }

  void remove(LocalNamespace child) {
    children.remove(child);
  }

  @Override
  Broadcast all() {
    return all;
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    return setup.onConnection(listener);
  }

  @Override
  public void use(Middleware middleware) {
    setup.use(middleware);
  }

  @Override
  public void useAsync(Middleware.Async middleware) {
    setup.useAsync(middleware);
  }

  @Override
  public void overflow(Overflow policy) {
    setup.overflow(policy);
  }

  @Override
  public Collection<Namespace> children() {
    return List.copyOf(children);
  }

  @Override
  public String toString() {
    return "parent of "
        + children.size()
        + " namespaces"
        + pattern.map(p -> " that fit " + p).orElse("");
  }
}
