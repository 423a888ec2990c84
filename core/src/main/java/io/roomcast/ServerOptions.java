package io.roomcast;

import com.google.gson.Gson;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.http.HttpHandler;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The options of a {@link Server}. Immutable; made by {@link Server#builder()}.
 *
 * <p>Counterpart in Socket.IO: the options of {@code new Server(…)}.
 *
 * @param transport what listens to the network; needed
 * @param limits the bounds of connections, requests and messages. Default {@link
 *     Limits#defaults()}; bodies and messages are held to {@link EngineOptions#maxPayload()} in any
 *     case
 * @param engine path, heartbeat, payload size, CORS and all else of the connection. Default {@link
 *     EngineOptions#defaults()}
 * @param connectTimeout how long a connection may be without a namespace at its beginning; then it
 *     is closed; and how long the middlewares may take over one client, and before them the
 *     predicates of a dynamic namespace: it is then refused with the message "timeout"; and how
 *     long an asynchronous {@link EventMiddleware} may take over one event. A connection whose
 *     first time ends during a join is given it once more. Default 45 s
 * @param stopTimeout how long a {@link Server#stop stop} waits, after its grace, for the listeners
 *     that are still at work, and then as long for the adapters; what does not end in time is
 *     logged and left behind. Default 10 s
 * @param ackTimeout how long {@link Emitter#emitWithAck} waits by default. Default 30 s
 * @param maxPendingAcks answers that one socket may owe; over it {@link Emitter#emitWithAck} fails
 *     with {@link TooManyPendingAcksException}. Default 1000
 * @param maxRoomsPerSocket rooms that one socket may be in, its own not counted; over it {@link
 *     Socket#join} returns false. Default 1000
 * @param maxRoomNameLength characters of a room's name; over it {@link Socket#join} returns false.
 *     Default 256
 * @param maxNamespacesPerClient namespaces that one connection may be in or ask for at a time,
 *     those included that it has left while listeners of that are still at work; over it the
 *     connection is closed. Default 100
 * @param maxDynamicNamespaces namespaces that clients may bring into being through the server's
 *     {@linkplain ParentNamespace parents}, all together; over it they are refused with "Invalid
 *     namespace", which is logged. Default 10 000
 * @param cleanupEmptyChildNamespaces whether such a namespace goes, with its adapter, when its last
 *     client has left it or was refused; the next client that asks makes it anew. Those that the
 *     application asked for by {@link Server#of(String)} stay. Without it every name that a client
 *     thought of stays in memory, up to {@code maxDynamicNamespaces}. Default false
 * @param maxQueuedEventBytes bytes of one client's events that wait for its listeners; from there
 *     on its connection is not read until they are down to half. While a socket of the client owes
 *     an answer to {@link Emitter#emitWithAck}, the connection is read on, since a listener may be
 *     waiting for just that; where more than four times this, or {@code maxQueuedEvents}, has then
 *     piled up, the connection is closed. Default 1 MiB
 * @param maxQueuedEvents one client's events that wait for its listeners, likewise; and the events
 *     sent to one socket that wait for its {@linkplain Socket#onAnyOutgoing outgoing catch-all
 *     listeners}, which are not told of more. Default 1000
 * @param codecLimits what a packet from a client may hold. Default {@link CodecLimits#defaults()},
 *     with a {@code maxPacketBytes} of four times {@link EngineOptions#maxPayload()}. The rest of a
 *     packet of several messages must come within 30 s of its beginning, or the connection is
 *     closed
 * @param codec packets to messages. Default the JSON codec
 * @param gson converts the arguments of events where the JSON codec is in use. Default a plain
 *     {@code new Gson()}
 * @param adapter rooms beyond this server. Default {@link RoomAdapter.Factory#inMemory()}
 * @param executor runs all user code; never shut down by the server. Its {@code execute} returns at
 *     once and never runs the task on the caller, which may be a thread that serves the network:
 *     neither {@code Runnable::run} nor a pool with {@code CallerRunsPolicy} or a bounded queue
 *     that blocks will do. Listeners may wait in it, so a small pool of fixed size is used up by as
 *     many that do; and one that waits for a future derived from an answer ({@code thenApply})
 *     needs a free thread to see it complete. Default virtual threads on Java 21 and later, else a
 *     pool of up to 256 threads
 * @param errorHandler is told what listeners and middlewares throw. Default logs it
 * @param httpHandlers answer the requests outside the path, in order. Default none, so 404
 * @param serveClient whether the browser client is served, where a bundle is on the class path.
 *     Default true
 */
public record ServerOptions(
    Transport transport,
    Limits limits,
    EngineOptions engine,
    Duration connectTimeout,
    Duration stopTimeout,
    Duration ackTimeout,
    int maxPendingAcks,
    int maxRoomsPerSocket,
    int maxRoomNameLength,
    int maxNamespacesPerClient,
    int maxDynamicNamespaces,
    boolean cleanupEmptyChildNamespaces,
    int maxQueuedEventBytes,
    int maxQueuedEvents,
    CodecLimits codecLimits,
    Optional<PacketCodec> codec,
    Gson gson,
    RoomAdapter.Factory adapter,
    Optional<Executor> executor,
    Optional<ErrorHandler> errorHandler,
    List<HttpHandler> httpHandlers,
    boolean serveClient) {

  public ServerOptions {
    requirePositive(connectTimeout, "connectTimeout");
    requirePositive(stopTimeout, "stopTimeout");
    requirePositive(ackTimeout, "ackTimeout");
    requirePositive(maxPendingAcks, "maxPendingAcks");
    requirePositive(maxRoomsPerSocket, "maxRoomsPerSocket");
    requirePositive(maxRoomNameLength, "maxRoomNameLength");
    requirePositive(maxNamespacesPerClient, "maxNamespacesPerClient");
    requirePositive(maxDynamicNamespaces, "maxDynamicNamespaces");
    requirePositive(maxQueuedEventBytes, "maxQueuedEventBytes");
    requirePositive(maxQueuedEvents, "maxQueuedEvents");
    httpHandlers = List.copyOf(httpHandlers);
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
