package io.roomcast;

import io.roomcast.spi.codec.ConversionException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A socket that {@link Broadcast#fetchSockets} found, on this server or another. What it tells of
 * itself is as it was then; what is done with it reaches the socket wherever it is. Immutable and
 * thread-safe; nothing here blocks.
 *
 * <pre>{@code
 * io.in("room1").fetchSockets().thenAccept(sockets -> {
 *   for (RemoteSocket socket : sockets) {
 *     if (socket.rooms().contains("muted")) {
 *       socket.emit("notice", "you are muted");
 *     }
 *   }
 * });
 * }</pre>
 *
 * <p>{@link #emit} to a socket that is connected to this server is the socket's own. To any other,
 * of another server or gone meanwhile, the event goes by the room of its id, and the result is
 * {@link EmitResult#QUEUED} whatever becomes of it, since that cannot be told from here.
 *
 * <p>Counterpart in Socket.IO: {@code RemoteSocket}.
 */
public interface RemoteSocket extends Emitter {

  /**
   * The public id.
   *
   * @return as {@link Socket#id()}
   */
  String id();

  /**
   * How the client introduced itself.
   *
   * @return the handshake
   */
  Handshake handshake();

  /**
   * The rooms that it was in.
   *
   * @return a snapshot, its own room included
   */
  Set<String> rooms();

  /**
   * What the application had put into {@link Socket#data()}. Changes go unnoticed by the socket.
   * From another server the values come as {@link EventArgs#get(int)} delivers them, and not those
   * that its codec cannot encode; see {@link #data(String, Class)}.
   *
   * @return an unmodifiable snapshot
   */
  Map<String, @Nullable Object> data();

  /**
   * A value of {@link #data()} as a type, whichever server it comes from.
   *
   * @param key its key
   * @param type for example a record
   * @param <T> the type
   * @return empty where there is no value, or null
   * @throws ConversionException if it does not fit
   */
  <T> Optional<T> data(String key, Class<T> type);

  /**
   * Lets it join rooms.
   *
   * @param rooms the rooms to join
   * @return as {@link Broadcast#socketsJoin}
   */
  CompletableFuture<Void> join(String... rooms);

  /**
   * Lets it leave rooms.
   *
   * @param rooms the rooms to leave
   * @return as {@link Broadcast#socketsLeave}
   */
  CompletableFuture<Void> leave(String... rooms);

  /**
   * Disconnects it from its namespace, after what has been sent to it.
   *
   * @return as {@link Broadcast#disconnectSockets()}
   */
  default CompletableFuture<Void> disconnect() {
    return disconnect(false);
  }

  /**
   * Disconnects it, after what has been sent to it.
   *
   * @param close whether to close its connection too, and so leave every namespace
   * @return as {@link Broadcast#disconnectSockets(boolean)}
   */
  CompletableFuture<Void> disconnect(boolean close);

  /**
   * The socket itself, where it is connected to this server now.
   *
   * @return empty for one of another server, or one that has gone
   */
  Optional<Socket> socket();
}
