package io.roomcast.internal.socketio;

import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.EventArgs;
import io.roomcast.RemoteSocket;
import io.roomcast.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is a broadcast by being a name for one. */
abstract class ForwardingBroadcast implements Broadcast {

  /** The selection that is meant. */
  abstract Broadcast all();

  @Override
  public final Broadcast to(String... rooms) {
    return all().to(rooms);
  }

  @Override
  public final Broadcast except(String... rooms) {
    return all().except(rooms);
  }

  @Override
  public final Broadcast local() {
    return all().local();
  }

  @Override
  public final Broadcast asVolatile() {
    return all().asVolatile();
  }

  @Override
  public final Broadcast compress(boolean on) {
    return all().compress(on);
  }

  @Override
  public final Broadcast timeout(Duration timeout) {
    return all().timeout(timeout);
  }

  @Override
  public final void emit(String event, @Nullable Object... values) {
    all().emit(event, values);
  }

  @Override
  public final CompletableFuture<Answers<EventArgs>> emitWithAck(
      String event, @Nullable Object... values) {
    return all().emitWithAck(event, values);
  }

  @Override
  public final CompletableFuture<Answers<RemoteSocket>> fetchSockets() {
    return all().fetchSockets();
  }

  @Override
  public final CompletableFuture<Void> socketsJoin(String... rooms) {
    return all().socketsJoin(rooms);
  }

  @Override
  public final CompletableFuture<Void> socketsLeave(String... rooms) {
    return all().socketsLeave(rooms);
  }

  @Override
  public final CompletableFuture<Void> disconnectSockets(boolean close) {
    return all().disconnectSockets(close);
  }

  @Override
  public final Collection<Socket> sockets() {
    return all().sockets();
  }
}
