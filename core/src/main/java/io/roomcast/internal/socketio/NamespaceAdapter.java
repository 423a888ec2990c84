package io.roomcast.internal.socketio;

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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter of one namespace: the configured one while the server runs, the local half alone
 * otherwise, and for what is restricted to this server. Its failures are logged, since many an
 * operation waits for nothing; only what cannot be encoded is thrown.
 *
 * <p>What depends on the returned futures runs on the server's executor.
 */
final class NamespaceAdapter implements RoomEvents.Listener {
  private static final Logger log = LoggerFactory.getLogger(NamespaceAdapter.class);

  private final RoomIndex<LocalSocket> index;
  private final CurrentRun run;
  private final LocalRooms local;
  private final RoomAdapter localOnly;
  private final AtomicReference<RoomAdapter> current;

  /** {@code local} makes the local half, given the index of members, which is kept by this. */
  NamespaceAdapter(CurrentRun run, Function<RoomIndex<LocalSocket>, LocalRooms> local) {
    this.index = new RoomIndex<>(new RoomEvents(this));
    this.run = run;
    this.local = local.apply(index);
    LocalRooms half = this.local;
    this.localOnly = () -> half;
    this.current = new AtomicReference<>(localOnly);
  }

  RoomIndex<LocalSocket> index() {
    return index;
  }

  /** Before the first socket; what the factory throws goes to the caller. */
  CompletionStage<Void> open(RoomAdapter.Factory factory) {
    RoomAdapter made = factory.create(local);
    current.set(made);
    return attempt("open", made::open);
  }

  boolean opened() {
    return current.get() != localOnly;
  }

  /** After the last socket; the stage never fails. */
  CompletionStage<Void> close() {
    RoomAdapter last = current.getAndSet(localOnly);
    return attempt("close", last::close).exceptionally(logged -> null);
  }

  private RoomAdapter reaching(EmitSettings settings) {
    return settings.local() ? localOnly : current.get();
  }

  void broadcast(Packet packet, Selection to, EmitSettings settings) {
    var unused =
        attempt("broadcast", () -> reaching(settings).broadcast(packet, to, settings.flags()));
  }

  CompletableFuture<Replies<Arguments>> broadcastWithAck(
      Packet packet, Selection to, EmitSettings settings) {
    Duration timeout = answerTimeout(settings);
    EmitFlags flags = settings.flags();
    return outcome(
        "broadcastWithAck", () -> reaching(settings).broadcastWithAck(packet, to, flags, timeout));
  }

  /** How long the answers of clients are waited for. */
  Duration answerTimeout(EmitSettings settings) {
    return settings.timeout().orElseGet(run::ackTimeout);
  }

  CompletableFuture<Replies<SocketDetails>> fetchSockets(
      Selection of, EmitSettings settings, Duration timeout) {
    return outcome("fetchSockets", () -> reaching(settings).fetchSockets(of, timeout));
  }

  CompletableFuture<Void> join(Selection who, Set<String> rooms, EmitSettings settings) {
    return outcome("join", () -> reaching(settings).join(who, rooms));
  }

  CompletableFuture<Void> leave(Selection who, Set<String> rooms, EmitSettings settings) {
    return outcome("leave", () -> reaching(settings).leave(who, rooms));
  }

  CompletableFuture<Void> disconnect(Selection who, boolean close, EmitSettings settings) {
    return outcome("disconnect", () -> reaching(settings).disconnect(who, close));
  }

  CompletableFuture<Void> serverSideEmit(Arguments event) {
    return outcome("serverSideEmit", () -> current.get().serverSideEmit(event));
  }

  CompletableFuture<Replies<Arguments>> serverSideEmitWithAck(Arguments event, Duration timeout) {
    return outcome(
        "serverSideEmitWithAck", () -> current.get().serverSideEmitWithAck(event, timeout));
  }

  /** Values as another server sees them. */
  Arguments neutral(Arguments values) {
    return local.neutral(values);
  }

  @Override
  public void roomCreated(String room) {
    try {
      current.get().roomCreated(room);
    } catch (Throwable e) { // a class that is missing, too: the next rooms are others'
      failed("roomCreated", e);
    }
  }

  @Override
  public void roomDeleted(String room) {
    try {
      current.get().roomDeleted(room);
    } catch (Throwable e) { // as above
      failed("roomDeleted", e);
    }
  }

  /** For the application; with what is there already it needs no other thread. */
  private <T extends @Nullable Object> CompletableFuture<T> outcome(
      String operation, Supplier<CompletionStage<T>> adapterCall) {
    CompletableFuture<T> stage = attempt(operation, adapterCall).toCompletableFuture();
    if (stage.isDone()) {
      return stage.copy();
    }
    AckFuture<T> outcome = new AckFuture<>(run.completions());
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                outcome.complete(value);
              } else {
                outcome.completeExceptionally(root(failure));
              }
            });
    return outcome;
  }

  /** A failure is logged, and no concern of who does not ask for it. */
  private <T extends @Nullable Object> CompletionStage<T> attempt(
      String operation, Supplier<CompletionStage<T>> adapterCall) {
    CompletionStage<T> stage;
    try {
      stage = adapterCall.get();
    } catch (EncodeException e) {
      throw e;
    } catch (Throwable e) { // whatever it is, an adapter's failure is not thrown at who emits
      stage = CompletableFuture.failedStage(e);
    }
    return stage.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            failed(operation, root(failure));
          }
        });
  }

  private static Throwable root(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void failed(String operation, Throwable cause) {
    log.error("{} of the adapter failed (namespace {})", operation, local.namespace(), cause);
  }
}
