package io.roomcast.internal.socketio;

import io.roomcast.Broadcast;
import io.roomcast.Socket;
import java.util.Collection;
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
  public final void emit(String event, @Nullable Object... values) {
    all().emit(event, values);
  }

  @Override
  public final void socketsJoin(String... rooms) {
    all().socketsJoin(rooms);
  }

  @Override
  public final void socketsLeave(String... rooms) {
    all().socketsLeave(rooms);
  }

  @Override
  public final void disconnectSockets(boolean close) {
    all().disconnectSockets(close);
  }

  @Override
  public final Collection<Socket> sockets() {
    return all().sockets();
  }
}
