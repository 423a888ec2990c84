package io.roomcast.internal.socketio;

import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The adapter of one namespace: the configured one while the server runs, the local half alone
 * otherwise. Its failures are logged, since an emit waits for nothing; only what cannot be encoded
 * is the caller's concern.
 */
final class NamespaceAdapter implements RoomEvents.Listener {
  private static final Logger log = LoggerFactory.getLogger(NamespaceAdapter.class);

  private final RoomIndex<LocalSocket> index;
  private final LocalRooms local;
  private final RoomAdapter localOnly;
  private final AtomicReference<RoomAdapter> current;

  NamespaceAdapter(String namespace, PacketEncoder encoder) {
    this.index = new RoomIndex<>(new RoomEvents(this));
    this.local = new MemoryRooms(namespace, index, encoder);
    this.localOnly = () -> local;
    this.current = new AtomicReference<>(localOnly);
  }

  RoomIndex<LocalSocket> index() {
    return index;
  }

  /** Before the first socket; what the factory throws goes to the caller. */
  void open(RoomAdapter.Factory factory) {
    current.set(factory.create(local));
  }

  boolean opened() {
    return current.get() != localOnly;
  }

  /** After the last socket; the stage never fails. */
  CompletionStage<Void> close() {
    return attempt("close", current.getAndSet(localOnly)::close);
  }

  void broadcast(Packet packet, Selection selection) {
    attempt("broadcast", () -> current.get().broadcast(packet, selection));
  }

  void join(Selection selection, Set<String> rooms) {
    attempt("join", () -> current.get().join(selection, rooms));
  }

  void leave(Selection selection, Set<String> rooms) {
    attempt("leave", () -> current.get().leave(selection, rooms));
  }

  void disconnect(Selection selection, boolean close) {
    attempt("disconnect", () -> current.get().disconnect(selection, close));
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

  private CompletionStage<Void> attempt(
      String operation, Supplier<CompletionStage<Void>> adapterCall) {
    try {
      return adapterCall
          .get()
          .exceptionally(
              failure -> {
                failed(operation, failure);
                return null;
              });
    } catch (EncodeException e) {
      throw e;
    } catch (Throwable e) { // an adapter's failure is no concern of who emits
      failed(operation, e);
      return CompletableFuture.completedStage(null);
    }
  }

  private void failed(String operation, Throwable cause) {
    log.error("{} of the adapter failed (namespace {})", operation, local.namespace(), cause);
  }
}
