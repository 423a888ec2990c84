package io.roomcast;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.TransportName;
import io.roomcast.spi.codec.ConversionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One client in one namespace.
 *
 * <p>Its listeners, and those of its connection and disconnection, run one at a time on the
 * server's executor. Everything here may be called from any thread, and nothing blocks.
 *
 * <pre>{@code
 * io.onConnection(socket -> {
 *   socket.join("news");
 *   socket.on("say", String.class, text -> socket.to("news").emit("said", text));
 * });
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code Socket}.
 */
public interface Socket extends EventEmitter, Emitter {

  /**
   * The public id, under which every socket is also in a room of its own.
   *
   * @return 20 random characters; not the id of the connection, which is a secret. Of a client of
   *     Socket.IO 2 it is no public id, see {@link io.roomcast.engineio.EngineOptions#allowEIO3()}
   */
  String id();

  /**
   * The namespace.
   *
   * @return the one that the client joined
   */
  Namespace namespace();

  /**
   * How the client introduced itself.
   *
   * @return the handshake
   */
  Handshake handshake();

  /**
   * How packets travel now.
   *
   * @return polling, and after an upgrade WebSocket
   */
  TransportName transport();

  /**
   * The session that carries the client's packets, which sockets of the client in other namespaces
   * share. Listeners that are added here go with this socket; the one for the close is still told
   * where the session's end ends the socket.
   *
   * <p>Counterpart in Socket.IO: {@code socket.conn}.
   *
   * @return another view of the same session at each call
   */
  ClientSession session();

  /**
   * Whether the client keeps up, so that there is no reason to wait before more is sent to it; see
   * {@link ClientSession#writable()}.
   *
   * @return false while much waits for it, and where the socket is not connected
   */
  boolean writable();

  /**
   * Adds a listener for the moments in which {@link #writable()} becomes true again. To miss none,
   * add it before asking that. Who has much to send, and can wait, sends while the one is true and
   * goes on when the other is called; in a listener of the socket, since such run one at a time:
   *
   * <pre>{@code
   * Iterator<String> rows = Files.lines(Path.of("table.csv")).iterator();
   * Runnable send = () -> {
   *   while (rows.hasNext() && socket.writable()) {
   *     socket.emit("row", rows.next());
   *   }
   * };
   * socket.onWritable(send);
   * send.run();
   * }</pre>
   *
   * <p>Counterpart in Socket.IO: {@code socket.conn.on("drain", …)}.
   *
   * @param listener called after each; several that come while a call is waiting are one
   * @return takes it away again
   */
  Subscription onWritable(Runnable listener);

  /**
   * Whether the client is in the namespace.
   *
   * @return false inside middlewares and after the disconnection
   */
  boolean connected();

  /**
   * Whether this is the socket of a client that lost its connection and is back: with the id, rooms
   * and data that it had, and about to get, or with, the events that it missed.
   *
   * <p>Counterpart in Socket.IO: {@code socket.recovered}.
   *
   * @return always false without {@link ServerOptions#connectionStateRecovery()}
   */
  boolean recovered();

  /**
   * A place for the application's own data.
   *
   * @return mutable and thread-safe; empty at first; takes no null
   */
  Map<String, Object> data();

  /**
   * A value of {@link #data()} as a type, as {@link RemoteSocket#data(String, Class)} has it: the
   * value itself where it is of that type, else what the server's codec makes of it.
   *
   * @param key its key
   * @param type for example a record
   * @param <T> the type
   * @return empty where there is no value
   * @throws ConversionException if it does not fit
   * @throws io.roomcast.spi.codec.EncodeException if it is of another type, and has no encoding
   */
  <T> Optional<T> data(String key, Class<T> type);

  /**
   * Joins rooms. An emit that comes later on the same thread reaches the socket.
   *
   * <p>Every socket is in a room that is named by its id, and that room can be joined like any
   * other: who lets clients choose rooms by name without a check lets them listen to each other's
   * private messages. Put a prefix of your own before such names, {@code "chat:" + name}.
   *
   * <p>Where clients may come back, see {@link ConnectionStateRecovery}, what a listener joins and
   * leaves after the connection was lost it joins and leaves for the client that comes back, until
   * the last listener of the disconnection has run.
   *
   * @param rooms names, not empty
   * @return false where the socket has gone, would be in more rooms than {@link
   *     ServerOptions#maxRoomsPerSocket()}, or where a name is longer than {@link
   *     ServerOptions#maxRoomNameLength()}; it has then joined none of them
   * @throws IllegalArgumentException if a name is empty
   */
  boolean join(String... rooms);

  /**
   * Leaves rooms. Nobody leaves the room of their own id.
   *
   * @param rooms names; those that it is not in are ignored
   */
  void leave(String... rooms);

  /**
   * The rooms that it is in.
   *
   * @return a snapshot, its own room first; empty after the disconnection
   */
  Set<String> rooms();

  /**
   * Everybody else in the namespace.
   *
   * @return a selection without this socket
   */
  Broadcast broadcast();

  /**
   * The members of rooms, without this socket.
   *
   * @param rooms names
   * @return a selection without this socket
   */
  default Broadcast to(String... rooms) {
    return broadcast().to(rooms);
  }

  /**
   * The same as {@link #to}.
   *
   * @param rooms names
   * @return a selection without this socket
   */
  default Broadcast in(String... rooms) {
    return to(rooms);
  }

  /**
   * Everybody in the namespace but the members of rooms and this socket.
   *
   * @param rooms names
   * @return a selection without this socket
   */
  default Broadcast except(String... rooms) {
    return broadcast().except(rooms);
  }

  /**
   * Everybody else in the namespace who is connected to this server.
   *
   * @return a selection without this socket
   */
  default Broadcast local() {
    return broadcast().local();
  }

  /**
   * Adds a middleware for the events of this client, which runs after those that were added before.
   * It comes after the {@linkplain #onAny catch-all listeners} and before the event's own ones.
   *
   * @param middleware may change, stop or refuse an event
   */
  void use(EventMiddleware middleware);

  /**
   * Adds a middleware for the events of this client whose verdict comes later. Meanwhile the
   * client's next events, and the listeners of its disconnection, wait.
   *
   * @param middleware may change, stop or refuse an event
   */
  void useAsync(EventMiddleware.Async middleware);

  /**
   * Adds a listener for every event of this client, whatever its name. It hears them as they were
   * sent, before the {@linkplain #use middlewares}, so those too that are refused or stopped.
   *
   * @param listener called for each event, after those that were added before
   * @return takes it away again
   */
  Subscription onAny(AnyListener listener);

  /**
   * As {@link #onAny}, before those that there are.
   *
   * @param listener called for each event
   * @return takes it away again
   */
  Subscription prependAny(AnyListener listener);

  /** Takes every listener away that {@link #onAny} and {@link #prependAny} have added. */
  void offAny();

  /**
   * The catch-all listeners, in the order in which they are called.
   *
   * @return a snapshot
   */
  List<AnyListener> listenersAny();

  /**
   * Adds a listener for every event that is sent to this client, by an emit to it or by a broadcast
   * that reaches it; for acks it is not called, nor for what was dropped or came too late. It hears
   * of them after they were sent, in that order; meanwhile more may have been. What it is given are
   * the values as the application gave them, so typed access is possible where they are of that
   * type already, and who changes them after the emit may see it here.
   *
   * <p>Where more than {@link ServerOptions#maxQueuedEvents()} events wait for it, further ones are
   * not told, which is logged: no emit waits for a listener.
   *
   * @param listener called for each event, after those that were added before
   * @return takes it away again
   */
  Subscription onAnyOutgoing(AnyListener listener);

  /**
   * As {@link #onAnyOutgoing}, before those that there are.
   *
   * @param listener called for each event
   * @return takes it away again
   */
  Subscription prependAnyOutgoing(AnyListener listener);

  /** Takes every listener for outgoing events away. */
  void offAnyOutgoing();

  /**
   * The catch-all listeners for outgoing events, in the order in which they are called.
   *
   * @return a snapshot
   */
  List<AnyListener> listenersAnyOutgoing();

  /**
   * Adds a listener for what goes wrong with this client's events: a {@linkplain #use middleware}
   * refused one, or the client sent what is no packet ({@link
   * io.roomcast.spi.codec.DecodeException}) and loses its connection for it. The {@link
   * ErrorHandler} hears of it in any case. A client's own event that is called {@code error} is an
   * event like any other: {@code on("error", …)}.
   *
   * @param listener given what was thrown
   * @return takes it away again
   */
  Subscription onError(Listener1<Throwable> listener);

  /**
   * Adds a listener for the moment before the socket goes, when {@link #rooms()} still tells. It is
   * not {@link #connected()} any more then: nothing reaches it, and it joins no room.
   *
   * @param listener called at most once, before {@link #rooms()} becomes empty
   * @return takes it away again
   */
  default Subscription onDisconnecting(DisconnectListener listener) {
    return onDisconnecting((reason, cause) -> listener.onDisconnect(reason));
  }

  /**
   * As {@link #onDisconnecting(DisconnectListener)}, with the cause.
   *
   * @param listener called at most once, before {@link #rooms()} becomes empty
   * @return takes it away again
   */
  Subscription onDisconnecting(DisconnectListener.WithCause listener);

  /**
   * Adds a listener for the moment after the socket has gone.
   *
   * @param listener called at most once; at once (on the executor) if it has gone already
   * @return takes it away again
   */
  default Subscription onDisconnect(DisconnectListener listener) {
    return onDisconnect((reason, cause) -> listener.onDisconnect(reason));
  }

  /**
   * As {@link #onDisconnect(DisconnectListener)}, with the cause.
   *
   * @param listener called at most once; at once (on the executor) if it has gone already
   * @return takes it away again
   */
  Subscription onDisconnect(DisconnectListener.WithCause listener);

  /**
   * Tells the client to leave this namespace, after what has been sent to it. No further event of
   * it is handled, not even one that is waiting for its listeners. Inside a middleware it refuses
   * the client, with the message "disconnected", whatever the middleware does then.
   */
  default void disconnect() {
    disconnect(false);
  }

  /**
   * Tells the client to leave, after what has been sent to it. No further event of it is handled,
   * not even one that is waiting for its listeners. Inside a middleware it refuses the client, with
   * the message "disconnected". Does nothing when the socket has gone.
   *
   * @param close whether to close its connection too, and so leave every namespace
   */
  void disconnect(boolean close);
}
