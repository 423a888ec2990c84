package io.roomcast.internal.socketio;

import static java.util.Objects.requireNonNull;

import io.roomcast.Ack;
import io.roomcast.AnyListener;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.EventMiddleware;
import io.roomcast.Listener1;
import io.roomcast.Listener2;
import io.roomcast.Socket;
import io.roomcast.Subscription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The half of a socket that takes listeners. */
abstract class ListeningSocket implements Socket {

  /** Those for what comes. */
  abstract EventDispatch dispatch();

  /** Those for what is sent. */
  abstract ListenerList<AnyListener> outgoing();

  // ---- of one event

  @Override
  public final Subscription on(String event, Listener2<EventArgs, Ack> listener) {
    return dispatch().events().on(event, listener);
  }

  @Override
  public final Subscription once(String event, Listener2<EventArgs, Ack> listener) {
    return dispatch().events().once(event, listener);
  }

  @Override
  public final EventEmitter prepending() {
    return dispatch().events().prepending();
  }

  @Override
  public final void off(String event) {
    dispatch().events().off(event);
  }

  @Override
  public final void off() {
    dispatch().events().off();
  }

  @Override
  public final Set<String> eventNames() {
    return dispatch().events().eventNames();
  }

  @Override
  public final List<Listener2<EventArgs, Ack>> listeners(String event) {
    return dispatch().events().listeners(event);
  }

  // ---- of all events

  @Override
  public final void use(EventMiddleware middleware) {
    requireNonNull(middleware);
    useAsync(event -> CompletableFuture.completedFuture(middleware.handle(event)));
  }

  @Override
  public final void useAsync(EventMiddleware.Async middleware) {
    dispatch().middlewares().add(requireNonNull(middleware));
  }

  @Override
  public final Subscription onAny(AnyListener listener) {
    return dispatch().any().add(listener);
  }

  @Override
  public final Subscription prependAny(AnyListener listener) {
    return dispatch().any().prepend(listener);
  }

  @Override
  public final void offAny() {
    dispatch().any().clear();
  }

  @Override
  public final List<AnyListener> listenersAny() {
    return dispatch().any().snapshot();
  }

  @Override
  public final Subscription onAnyOutgoing(AnyListener listener) {
    return outgoing().add(listener);
  }

  @Override
  public final Subscription prependAnyOutgoing(AnyListener listener) {
    return outgoing().prepend(listener);
  }

  @Override
  public final void offAnyOutgoing() {
    outgoing().clear();
  }

  @Override
  public final List<AnyListener> listenersAnyOutgoing() {
    return outgoing().snapshot();
  }

  @Override
  public final Subscription onError(Listener1<Throwable> listener) {
    return dispatch().errors().add(listener);
  }
}
