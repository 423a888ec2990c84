package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.internal.concurrent.AckFuture;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Replies;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The adapter of one namespace: the configured one while the server runs, the local half alone
 * otherwise, and for what is restricted to this server. Its failures are logged, since many an
 * operation waits for nothing; only what cannot be encoded is thrown.
 *
 * <p>What depends on the returned futures runs on the server's executor.
 */
final class NamespaceAdapter implements RoomEvents.Listener {
  private final CurrentRun run;
  private final MemoryRooms local;
  private final RoomAdapter localOnly;
  private final AdapterLog log;
  private final Object lock = new Object(); // orders opening and closing; no adapter runs under it
  private volatile RoomAdapter current;
  private CompletableFuture<Void> closed = CompletableFuture.completedFuture(null); // by the lock

  /** {@code local} makes the local half, given what tells the adapter of rooms. */
  NamespaceAdapter(CurrentRun run, AdapterLog log, Function<RoomEvents, MemoryRooms> local) {
    this.run = run;
    this.log = log;
    this.local = local.apply(new RoomEvents(this));
    LocalRooms half = this.local;
    this.localOnly = () -> half;
    this.current = localOnly;
  }

  MemoryRooms local() {
    return local;
  }

  /** Before the first socket; what the factory throws goes to the caller. */
  CompletableFuture<Void> open(RoomAdapter.Factory factory) {
    RoomAdapter made = factory.create(local);
    local.recoverable().ifPresent(sessions -> sessions.stored().keepIn(made.sessions()));
    synchronized (lock) {
      current = made;
    }
    return attempt("open", made::open);
  }

  boolean opened() {
    return current != localOnly;
  }

  /**
   * After the last socket. The future never fails; whoever closes it, all callers are given the end
   * of the same closing.
   */
  CompletableFuture<Void> close() {
    RoomAdapter last;
    CompletableFuture<Void> closing = new CompletableFuture<>();
    synchronized (lock) {
      if (current == localOnly) {
        return closed;
      }
      last = current;
      current = localOnly;
      closed = closing;
      local.recoverable().ifPresent(sessions -> sessions.stored().keepIn(Optional.empty()));
    }
    var unused =
        attempt("close", last::close).whenComplete((value, failure) -> closing.complete(null));
    return closing;
  }

  private RoomAdapter reaching(EmitSettings settings) {
    return settings.local() ? localOnly : current;
  }

  /** The future is the adapter's stage, for who waits for it; nobody has to. */
  CompletableFuture<Void> broadcast(Packet packet, Selection to, EmitSettings settings) {
    return attempt("broadcast", () -> reaching(settings).broadcast(packet, to, settings.flags()));
  }

  /** As above; completes when this server's sockets have had it, or will not. */
  CompletableFuture<Void> broadcastHere(Packet packet, Selection to, EmitSettings settings) {
    CompletableFuture<Void> here = new CompletableFuture<>();
    Runnable done = () -> here.complete(null);
    var unused =
        attempt("broadcast", () -> reaching(settings).broadcast(packet, to, settings.flags(), done))
            .whenComplete((published, failure) -> done.run()); // whatever an adapter forgets
    return here;
  }

  <R> CompletableFuture<R> broadcastWithAck(
      Packet packet, Selection to, EmitSettings settings, Function<Replies<Arguments>, R> result) {
    Duration timeout = answerTimeout(settings);
    EmitFlags flags = settings.flags();
    return outcome(
        "broadcastWithAck",
        () -> reaching(settings).broadcastWithAck(packet, to, flags, timeout),
        result);
  }

  /** How long the answers of clients are waited for. */
  Duration answerTimeout(EmitSettings settings) {
    return settings.timeout().orElseGet(run::ackTimeout);
  }

  <R> CompletableFuture<R> fetchSockets(
      Selection of,
      EmitSettings settings,
      Duration timeout,
      Function<Replies<SocketDetails>, R> result) {
    return outcome("fetchSockets", () -> reaching(settings).fetchSockets(of, timeout), result);
  }

  CompletableFuture<Void> join(Selection who, Set<String> rooms, EmitSettings settings) {
    return outcome("join", () -> reaching(settings).join(who, rooms), Function.identity());
  }

  CompletableFuture<Void> leave(Selection who, Set<String> rooms, EmitSettings settings) {
    return outcome("leave", () -> reaching(settings).leave(who, rooms), Function.identity());
  }

  CompletableFuture<Void> disconnect(Selection who, boolean close, EmitSettings settings) {
    return outcome(
        "disconnect", () -> reaching(settings).disconnect(who, close), Function.identity());
  }

  CompletableFuture<Void> serverSideEmit(Arguments event) {
    return outcome("serverSideEmit", () -> current.serverSideEmit(event), Function.identity());
  }

  <R> CompletableFuture<R> serverSideEmitWithAck(
      Arguments event, Duration timeout, Function<Replies<Arguments>, R> result) {
    return outcome(
        "serverSideEmitWithAck", () -> current.serverSideEmitWithAck(event, timeout), result);
  }

  /** Values as another server sees them. */
  Arguments neutral(Arguments values) {
    return local.neutral(values);
  }

  @Override
  public void roomCreated(String room) {
    try {
      current.roomCreated(room);
    } catch (Throwable e) { // a class that is missing, too: the next rooms are others'
      failed("roomCreated", e);
    }
  }

  @Override
  public void roomDeleted(String room) {
    try {
      current.roomDeleted(room);
    } catch (Throwable e) { // as above
      failed("roomDeleted", e);
    }
  }

  /**
   * For the application, in its own terms: a future that is made so, and not derived, can be waited
   * for in a listener even where no thread is free. What is there already needs no other thread.
   */
  private <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> outcome(
      String operation,
      Supplier<CompletionStage<T>> adapterCall,
      Function<? super T, ? extends R> result) {
    CompletableFuture<T> stage = attempt(operation, adapterCall);
    CompletableFuture<R> outcome =
        stage.isDone() ? new CompletableFuture<>() : new AckFuture<>(run.completions());
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              if (failure != null) {
                outcome.completeExceptionally(failure);
                return;
              }
              try {
                outcome.complete(result.apply(value));
              } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
              }
            });
    return outcome;
  }

  /**
   * A failure is logged, and no concern of who does not ask for it. The future is our own: a stage
   * of others may do anything when it is asked for its result.
   */
  private <T extends @Nullable Object> CompletableFuture<T> attempt(
      String operation, Supplier<CompletionStage<T>> adapterCall) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      var unused =
          requireNonNull(adapterCall.get(), "the adapter returned no stage")
              .whenComplete(
                  (value, failure) -> {
                    if (failure == null) {
                      result.complete(value);
                    } else {
                      fail(result, operation, failure);
                    }
                  });
    } catch (EncodeException e) {
      throw e;
    } catch (Throwable e) { // whatever it is, an adapter's failure is not thrown at who emits
      fail(result, operation, e);
    }
    return result;
  }

  private void fail(CompletableFuture<?> result, String operation, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (result.completeExceptionally(cause)) {
      failed(operation, cause);
    }
  }

  private void failed(String operation, Throwable cause) {
    log.failed(operation, local.namespace(), cause);
  }
}
