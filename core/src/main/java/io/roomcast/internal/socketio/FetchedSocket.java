package io.roomcast.internal.socketio;

import io.roomcast.EmitResult;
import io.roomcast.Emitter;
import io.roomcast.EventArgs;
import io.roomcast.Handshake;
import io.roomcast.RemoteSocket;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.SocketDetails;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A socket that some server has told of.
 *
 * @param room selects the room of its id
 */
record FetchedSocket(SocketDetails details, BroadcastOperator room) implements RemoteSocket {

  @Override
  public String id() {
    return details.id();
  }

  @Override
  public Handshake handshake() {
    return new SocketHandshake(details.request(), details.auth(), false);
  }

  @Override
  public Set<String> rooms() {
    return details.rooms();
  }

  @Override
  public Map<String, @Nullable Object> data() {
    return details.data();
  }

  @Override
  public <T> Optional<T> data(String key, Class<T> type) {
    return NeutralForm.typed(details.data().get(key), type, room.adapter()::neutral);
  }

  private Emitter emitter() {
    return new RemoteEmitter(id(), room);
  }

  @Override
  public EmitResult emit(String event, @Nullable Object... values) {
    return emitter().emit(event, values);
  }

  @Override
  public CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values) {
    return emitter().emitWithAck(event, values);
  }

  @Override
  public Emitter asVolatile() {
    return emitter().asVolatile();
  }

  @Override
  public Emitter compress(boolean on) {
    return emitter().compress(on);
  }

  @Override
  public Emitter timeout(Duration timeout) {
    return emitter().timeout(timeout);
  }

  @Override
  public CompletableFuture<Void> join(String... rooms) {
    return room.socketsJoin(rooms);
  }

  @Override
  public CompletableFuture<Void> leave(String... rooms) {
    return room.socketsLeave(rooms);
  }

  @Override
  public CompletableFuture<Void> disconnect(boolean close) {
    return room.disconnectSockets(close);
  }

  @Override
  public Optional<Socket> socket() {
    return room.index().member(id()).map(Function.identity());
  }

  @Override
  public String toString() {
    String shown = ClientProtocol.of(details.request()).loggedId(id());
    return "socket " + shown + " of " + room.namespace();
  }
}
