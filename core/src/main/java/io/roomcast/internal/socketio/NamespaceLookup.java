package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.internal.concurrent.Timers;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One client's question for a namespace that is not there yet (API-9): the parents are asked in the
 * order of their creation, and the first that agrees makes it. Predicates are user code, so each
 * step runs on the executor; they have the time that a join has.
 *
 * <p>It ends in one of three ways, exactly once: with a namespace that the client has entered, with
 * a refusal, or because the client has gone.
 */
final class NamespaceLookup implements Lookup {
  /** Who asks. Called once, on any thread. */
  interface Asker {

    /** The namespace is there, and has counted the client in. */
    void found(NamespaceLookup lookup, LocalNamespace namespace);

    /** It is not to be. {@code message} tells the client. */
    void refused(NamespaceLookup lookup, String message);
  }

  private final Surroundings surroundings;
  private final Namespaces namespaces;
  private final String name;
  private final SocketHandshake handshake;
  private final Asker asker;
  private final AtomicBoolean decided = new AtomicBoolean();
  private Iterator<LocalParent> parents; // one step at a time
  private volatile Timers.@Nullable Timeout timeout;
  private volatile @Nullable Entrance entrance; // where it waits

  NamespaceLookup(
      Surroundings surroundings,
      Namespaces namespaces,
      String name,
      SocketHandshake handshake,
      Asker asker) {
    this.surroundings = surroundings;
    this.namespaces = namespaces;
    this.name = name;
    this.handshake = handshake;
    this.asker = asker;
    this.parents = namespaces.parents();
  }

  @Override
  public String name() {
    return name;
  }

  SocketHandshake handshake() {
    return handshake;
  }

  void begin() {
    timeout =
        surroundings.timers().schedule(surroundings.options().connectTimeout(), this::expired);
    step(this::ask);
  }

  private void expired() {
    surroundings.hits().hit("connectTimeout");
    refuse("timeout");
  }

  @Override
  public boolean abandon() {
    return decide();
  }

  private boolean decide() {
    if (!decided.compareAndSet(false, true)) {
      return false;
    }
    Timers.Timeout running = timeout;
    if (running != null) {
      running.cancel();
    }
    stopWaiting();
    return true;
  }

  private void refuse(String message) {
    if (decide()) {
      asker.refused(this, message);
    }
  }

  /** Runs a step on the executor, unless it is over; whatever it throws, the client is told. */
  private void step(Runnable step) {
    execute(
        () -> {
          if (!decided.get()) {
            step.run();
          }
        });
  }

  private void execute(Runnable task) {
    surroundings
        .executor()
        .execute(
            () -> {
              try {
                task.run();
              } catch (Throwable e) { // an adapter that cannot be made, for one
                report(e);
                refuse(NamespaceJoin.INTERNAL_ERROR);
              }
            });
  }

  private void ask() {
    Optional<LocalNamespace> known = namespaces.find(name);
    if (known.isPresent()) { // another client was quicker, or it is being set up or taken away
      enter(known.get());
      return;
    }
    while (parents.hasNext()) {
      LocalParent parent = parents.next();
      Optional<Boolean> answer = answer(parent);
      if (answer.isEmpty()) { // it comes later
        return;
      }
      if (answer.get()) {
        make(parent);
        return;
      }
    }
    refuse(Namespaces.INVALID);
  }

  private Optional<Boolean> answer(LocalParent parent) {
    try {
      CompletionStage<Boolean> answer =
          requireNonNull(parent.allows(name, handshake), "a predicate returned no stage");
      if (answer instanceof CompletableFuture<Boolean> future && future.isDone()) {
        return Optional.of(yes(future.join()));
      }
      var unused =
          answer.whenComplete((yes, failure) -> step(() -> answered(parent, yes, failure)));
      return Optional.empty();
    } catch (Throwable e) { // whatever it is, and be it the stage's, it means "not this one"
      report(e);
      return Optional.of(false);
    }
  }

  private void answered(LocalParent parent, @Nullable Boolean answer, @Nullable Throwable failure) {
    boolean allowed = false;
    if (failure != null) {
      report(failure);
    } else {
      try {
        allowed = yes(answer);
      } catch (NullPointerException e) {
        report(e);
      }
    }
    if (allowed) {
      make(parent);
    } else {
      ask();
    }
  }

  private static boolean yes(@Nullable Boolean answer) {
    return requireNonNull(answer, "a predicate answered null");
  }

  private void make(LocalParent parent) {
    if (!namespaces.child(parent, name, this::enter)) {
      refuse(Namespaces.INVALID);
    }
  }

  private void enter(LocalNamespace namespace) {
    if (namespace.gate().enter()) {
      inside(namespace);
      return;
    }
    Entrance waiting = new Entrance(namespace); // it is not open yet, or no more
    entrance = waiting;
    namespace.gate().enter(waiting);
    if (decided.get()) { // who decided it may not have seen that it waits
      stopWaiting();
    }
  }

  private void stopWaiting() {
    Entrance waiting = entrance;
    if (waiting != null) {
      waiting.namespace.gate().forget(waiting);
    }
  }

  private void inside(LocalNamespace namespace) {
    if (decide()) {
      asker.found(this, namespace);
    } else {
      namespaces.left(namespace);
    }
  }

  /** Called by whoever opens a namespace or takes it away. */
  private final class Entrance implements NamespaceGate.Waiter {
    private final LocalNamespace namespace;

    Entrance(LocalNamespace namespace) {
      this.namespace = namespace;
    }

    @Override
    public void entered() {
      execute(() -> inside(namespace)); // even if it is over: it has been counted in
    }

    @Override
    public void gone() {
      step(NamespaceLookup.this::again);
    }
  }

  private void again() {
    parents = namespaces.parents();
    ask();
  }

  private void report(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException wrapper && wrapper.getCause() != null
            ? wrapper.getCause()
            : thrown;
    surroundings.failures().report(name, Optional.empty(), Optional.empty(), cause);
  }
}
