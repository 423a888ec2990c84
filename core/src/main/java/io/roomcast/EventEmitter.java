package io.roomcast;

import java.util.List;
import java.util.Set;

/**
 * Takes listeners for incoming events.
 *
 * <pre>{@code
 * socket.on("say", String.class, text -> io.emit("said", text));
 * socket.on("order", Order.class, (order, ack) -> ack.send(shop.place(order)));
 * socket.on("buy", String.class, Integer.class, (item, count, ack) ->
 *     ack.send(shop.place(new Order(item, count))));
 * }</pre>
 *
 * <p>The listeners of one socket are called one at a time, in the order in which the client sent
 * its events; several listeners of one event in the order in which they were added. They run on the
 * server's executor and may block, even on an answer of their own client. What they throw goes to
 * the {@link ErrorHandler} and disturbs nobody else. Where every listener of an event has failed
 * and none has answered, a client that asked for an answer is sent one without values, so that it
 * does not wait for ever; as long as one listener returned normally, the answer is its own affair.
 *
 * <p>The typed forms convert the arguments first; an event whose arguments are too few, null or do
 * not fit is reported to the {@link ErrorHandler} and not handled by that listener. Arguments
 * beyond those that a listener takes are ignored. The last parameter may be the {@link Ack}.
 *
 * <p>A listener with and one without the ack differ in their number of parameters. A method that
 * has overloads of both numbers, such as {@code List.add}, fits either, so the compiler wants a
 * lambda for it: {@code text -> list.add(text)}.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public interface EventEmitter {

  /**
   * Adds a listener that takes the arguments as they come.
   *
   * @param event the name, compared literally
   * @param listener called for each such event
   * @return takes it away again
   * @throws IllegalArgumentException if clients cannot send events of that name, since it is
   *     reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener
   */
  default Subscription on(String event, Listener1<EventArgs> listener) {
    return on(event, (EventArgs args, Ack ack) -> listener.onEvent(args));
  }

  /**
   * Adds a listener that takes the arguments as they come, and the ack.
   *
   * @param event the name, compared literally
   * @param listener called for each such event
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  Subscription on(String event, Listener2<EventArgs, Ack> listener);

  /**
   * Adds a listener of one typed argument.
   *
   * @param event the name, compared literally
   * @param type the argument's type
   * @param listener called for each such event
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription on(String event, Class<A> type, Listener1<A> listener) {
    return on(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type)));
  }

  /**
   * Adds a listener of one typed argument and the ack.
   *
   * @param event the name, compared literally
   * @param type the argument's type
   * @param listener called for each such event
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription on(String event, Class<A> type, Listener2<A, Ack> listener) {
    return on(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type), ack));
  }

  /**
   * Adds a listener of one argument of a generic type.
   *
   * @param event the name, compared literally
   * @param type for example {@code new TypeRef<List<Order>>() {}}
   * @param listener called for each such event
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription on(String event, TypeRef<A> type, Listener1<A> listener) {
    return on(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type)));
  }

  /**
   * Adds a listener of one argument of a generic type and the ack.
   *
   * @param event the name, compared literally
   * @param type for example {@code new TypeRef<List<Order>>() {}}
   * @param listener called for each such event
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription on(String event, TypeRef<A> type, Listener2<A, Ack> listener) {
    return on(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type), ack));
  }

  /**
   * Adds a listener of two typed arguments.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param listener called for each such event
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B> Subscription on(
      String event, Class<A> first, Class<B> second, Listener2<A, B> listener) {
    return on(
        event,
        (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, first), args.get(1, second)));
  }

  /**
   * Adds a listener of two typed arguments and the ack.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param listener called for each such event
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B> Subscription on(
      String event, Class<A> first, Class<B> second, Listener3<A, B, Ack> listener) {
    return on(
        event,
        (EventArgs args, Ack ack) ->
            listener.onEvent(args.get(0, first), args.get(1, second), ack));
  }

  /**
   * Adds a listener of three typed arguments.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param third the third argument's type
   * @param listener called for each such event
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @param <C> the third argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B, C> Subscription on(
      String event, Class<A> first, Class<B> second, Class<C> third, Listener3<A, B, C> listener) {
    return on(
        event,
        (EventArgs args, Ack ack) ->
            listener.onEvent(args.get(0, first), args.get(1, second), args.get(2, third)));
  }

  /**
   * Adds a listener of three typed arguments and the ack.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param third the third argument's type
   * @param listener called for each such event
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @param <C> the third argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B, C> Subscription on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      Listener4<A, B, C, Ack> listener) {
    return on(
        event,
        (EventArgs args, Ack ack) ->
            listener.onEvent(args.get(0, first), args.get(1, second), args.get(2, third), ack));
  }

  /**
   * Adds a listener for the next such event only.
   *
   * @param event the name, compared literally
   * @param listener called at most once
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default Subscription once(String event, Listener1<EventArgs> listener) {
    return once(event, (EventArgs args, Ack ack) -> listener.onEvent(args));
  }

  /**
   * Adds a listener for the next such event only, with the ack.
   *
   * @param event the name, compared literally
   * @param listener called at most once
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  Subscription once(String event, Listener2<EventArgs, Ack> listener);

  /**
   * Adds a listener of one typed argument for the next such event only.
   *
   * @param event the name, compared literally
   * @param type the argument's type
   * @param listener called at most once
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription once(String event, Class<A> type, Listener1<A> listener) {
    return once(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type)));
  }

  /**
   * Adds a listener of one typed argument and the ack for the next such event only.
   *
   * @param event the name, compared literally
   * @param type the argument's type
   * @param listener called at most once
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription once(String event, Class<A> type, Listener2<A, Ack> listener) {
    return once(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type), ack));
  }

  /**
   * Adds a listener of one argument of a generic type for the next such event only.
   *
   * @param event the name, compared literally
   * @param type for example {@code new TypeRef<List<Order>>() {}}
   * @param listener called at most once
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription once(String event, TypeRef<A> type, Listener1<A> listener) {
    return once(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type)));
  }

  /**
   * Adds a listener of one argument of a generic type and the ack for the next such event only.
   *
   * @param event the name, compared literally
   * @param type for example {@code new TypeRef<List<Order>>() {}}
   * @param listener called at most once
   * @param <A> the argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A> Subscription once(String event, TypeRef<A> type, Listener2<A, Ack> listener) {
    return once(event, (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, type), ack));
  }

  /**
   * Adds a listener of two typed arguments for the next such event only.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param listener called at most once
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B> Subscription once(
      String event, Class<A> first, Class<B> second, Listener2<A, B> listener) {
    return once(
        event,
        (EventArgs args, Ack ack) -> listener.onEvent(args.get(0, first), args.get(1, second)));
  }

  /**
   * Adds a listener of two typed arguments and the ack for the next such event only.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param listener called at most once
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B> Subscription once(
      String event, Class<A> first, Class<B> second, Listener3<A, B, Ack> listener) {
    return once(
        event,
        (EventArgs args, Ack ack) ->
            listener.onEvent(args.get(0, first), args.get(1, second), ack));
  }

  /**
   * Adds a listener of three typed arguments for the next such event only.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param third the third argument's type
   * @param listener called at most once
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @param <C> the third argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B, C> Subscription once(
      String event, Class<A> first, Class<B> second, Class<C> third, Listener3<A, B, C> listener) {
    return once(
        event,
        (EventArgs args, Ack ack) ->
            listener.onEvent(args.get(0, first), args.get(1, second), args.get(2, third)));
  }

  /**
   * Adds a listener of three typed arguments and the ack for the next such event only.
   *
   * @param event the name, compared literally
   * @param first the first argument's type
   * @param second the second argument's type
   * @param third the third argument's type
   * @param listener called at most once
   * @param <A> the first argument's type
   * @param <B> the second argument's type
   * @param <C> the third argument's type
   * @return takes it away again
   * @throws IllegalArgumentException if the name is reserved
   */
  default <A, B, C> Subscription once(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      Listener4<A, B, C, Ack> listener) {
    return once(
        event,
        (EventArgs args, Ack ack) ->
            listener.onEvent(args.get(0, first), args.get(1, second), args.get(2, third), ack));
  }

  /**
   * The same listeners, but each one that is added here comes before those that there are: {@code
   * socket.prepending().on("e", …)}.
   *
   * <p>Counterpart in Socket.IO: {@code prependListener} and {@code prependOnceListener}.
   *
   * @return a view
   */
  EventEmitter prepending();

  /**
   * Takes every listener of an event away.
   *
   * @param event the name
   */
  void off(String event);

  /** Takes every listener away. */
  void off();

  /**
   * The events that have listeners.
   *
   * @return a snapshot
   */
  Set<String> eventNames();

  /**
   * The listeners of an event, in the order in which they are called.
   *
   * @param event the name
   * @return a snapshot. Each takes the arguments as they come: of a typed one it is what converts
   *     them first
   */
  List<Listener2<EventArgs, Ack>> listeners(String event);
}
