package io.roomcast.internal.socketio;

import io.roomcast.EmitResult;
import io.roomcast.Emitter;
import io.roomcast.EventArgs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A socket of this server, as operators want it to be emitted to. */
record SocketEmitter(LocalSocket socket, EmitSettings settings) implements Emitter {

  @Override
  public EmitResult emit(String event, @Nullable Object... values) {
    return socket.outbound().emit(settings, event, values);
  }

  @Override
  public CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values) {
    return socket.outbound().emitWithAck(settings, event, values);
  }

  @Override
  public Emitter asVolatile() {
    return new SocketEmitter(socket, settings.asVolatile());
  }

  @Override
  public Emitter compress(boolean on) {
    return new SocketEmitter(socket, settings.compress(on));
  }

  @Override
  public Emitter timeout(Duration timeout) {
    return new SocketEmitter(socket, settings.within(timeout));
  }
}
