package io.roomcast.internal.socketio;

import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.ConnectionListener;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.Middleware;
import io.roomcast.Namespace;
import io.roomcast.Overflow;
import io.roomcast.Room;
import io.roomcast.Socket;
import io.roomcast.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A namespace under another name: the server is its main one (API-6). */
public abstract class ForwardingNamespace extends ForwardingBroadcast implements Namespace {
  private final Namespace target;

  /** Does all that {@code target} does. */
  protected ForwardingNamespace(Namespace target) {
    this.target = target;
  }

  @Override
  final Broadcast all() {
    return target;
  }

  @Override
  public final String name() {
    return target.name();
  }

  @Override
  public final Subscription onConnection(ConnectionListener listener) {
    return target.onConnection(listener);
  }

  @Override
  public final void use(Middleware middleware) {
    target.use(middleware);
  }

  @Override
  public final void useAsync(Middleware.Async middleware) {
    target.useAsync(middleware);
  }

  @Override
  public final void overflow(Overflow policy) {
    target.overflow(policy);
  }

  @Override
  public final Room room(String name) {
    return target.room(name);
  }

  @Override
  public final Set<String> rooms() {
    return target.rooms();
  }

  @Override
  public final int size() {
    return target.size();
  }

  @Override
  public final Optional<Socket> socket(String id) {
    return target.socket(id);
  }

  @Override
  public final CompletableFuture<Void> serverSideEmit(String event, @Nullable Object... values) {
    return target.serverSideEmit(event, values);
  }

  @Override
  public final CompletableFuture<Answers<EventArgs>> serverSideEmitWithAck(
      Duration timeout, String event, @Nullable Object... values) {
    return target.serverSideEmitWithAck(timeout, event, values);
  }

  @Override
  public final EventEmitter serverSideEvents() {
    return target.serverSideEvents();
  }
}
