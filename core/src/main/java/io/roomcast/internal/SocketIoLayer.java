package io.roomcast.internal;

import io.roomcast.ServerOptions;
import io.roomcast.engineio.ClientSession;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineListeners;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.SessionAnnouncer;
import io.roomcast.internal.engineio.SessionListener;
import io.roomcast.internal.socketio.Clients;
import io.roomcast.internal.socketio.Namespaces;
import io.roomcast.spi.codec.PacketCodec;
import java.util.concurrent.CompletableFuture;

/** Socket.IO on the engine: the clients of one run, and the adapters that it has opened. */
final class SocketIoLayer implements Layer {
  private final Namespaces namespaces;
  private final Clients clients;
  private final SessionAnnouncer acceptor;

  SocketIoLayer(
      ServerOptions options,
      PacketCodec codec,
      Namespaces namespaces,
      EngineListeners<ClientSession> listeners,
      Timers timers,
      HandlerExecutor executor) {
    this.namespaces = namespaces;
    this.clients = new Clients(options, codec, namespaces, timers, executor);
    this.acceptor = new SessionAnnouncer(listeners, executor, clients);
  }

  @Override
  public SessionListener onSession(EngineSession session) {
    return acceptor.onSession(session);
  }

  @Override
  public CompletableFuture<Void> open() {
    return namespaces.open();
  }

  @Override
  public void shuttingDown() {
    clients.shuttingDown();
  }

  @Override
  public CompletableFuture<Void> gone() {
    return CompletableFuture.allOf(clients.gone(), acceptor.gone());
  }

  @Override
  public int atWork() {
    return clients.atWork() + acceptor.atWork();
  }

  @Override
  public CompletableFuture<Void> close() {
    return namespaces.close();
  }
}
