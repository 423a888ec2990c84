package io.roomcast;

import java.time.Duration;

/**
 * Lets a client that lost its connection for a while go on where it was: with the same socket id,
 * rooms and data, and with the events that it has missed.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(transport)
 *     .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(2)))
 *     .build();
 *
 * io.onConnection(socket -> {
 *   if (!socket.recovered()) {
 *     socket.join("news"); // a recovered one is in its rooms already
 *   }
 * });
 * }</pre>
 *
 * <p>Official clients from 4.6 on take part without being told. Each event that asks for no ack
 * gets a further last argument, a short text by which the client later says what it has received;
 * listeners in the client see it. Events that ask for an ack are not sent again, nor are volatile
 * ones.
 *
 * <p>A socket can be recovered where its connection was lost, broke, timed out, or was closed by
 * the server, be it because the client broke the Socket.IO protocol ({@link
 * DisconnectReason#FORCED_CLOSE}): not where the client or the server disconnected the socket
 * itself, nor where the client sent what is no Engine.IO packet. What is kept is in this server's
 * memory, so the client must come back to the same server, and a server that stops forgets it;
 * unless the adapter keeps it for all servers ({@link io.roomcast.spi.adapter.SessionStore}, and
 * {@code RedisStreamsAdapter} for one): then the client may come back to any of them, also when its
 * own has stopped, as far as that adapter says. Each recovery works once, and with the private id
 * that only this client knows. Where the client comes back before the server has noticed that the
 * old connection is dead, that socket ends with {@link DisconnectReason#TRANSPORT_CLOSE}, and its
 * connection is closed. The listeners of a recovered socket's connection run after those of its
 * disconnection.
 *
 * <p>Immutable: each {@code with…} method returns new options. Counterpart in Socket.IO: the option
 * {@code connectionStateRecovery}. Unlike there, at the same server a client recovers too if it had
 * received nothing yet, after hours without an event, many times, and if the last event that it
 * received was volatile.
 */
public final class ConnectionStateRecovery {
  private static final int MAX_EVENTS = 1000;
  private static final int MAX_EVENT_BYTES = 1024 * 1024;
  private static final int MAX_SOCKETS = 10_000;
  private static final long MAX_TOTAL_BYTES = 64L * 1024 * 1024;

  private final Duration maxDisconnection;
  private final boolean skipMiddlewares;
  private final int maxEvents;
  private final int maxEventBytes;
  private final int maxSockets;
  private final long maxTotalBytes;

  private ConnectionStateRecovery(
      Duration maxDisconnection,
      boolean skipMiddlewares,
      int maxEvents,
      int maxEventBytes,
      int maxSockets,
      long maxTotalBytes) {
    this.maxDisconnection = maxDisconnection;
    this.skipMiddlewares = skipMiddlewares;
    this.maxEvents = maxEvents;
    this.maxEventBytes = maxEventBytes;
    this.maxSockets = maxSockets;
    this.maxTotalBytes = maxTotalBytes;
  }

  /**
   * Recovery of clients that come back in time. Two minutes are usual. A namespace that clients
   * brought into being stays for those who are away from it, even where empty ones are cleaned up,
   * unless the limit of such namespaces is reached ({@link ServerOptions#maxDynamicNamespaces()}).
   *
   * @param maxDisconnection how long a client may be away, from when the server notices it
   * @return options with the documented defaults
   * @throws IllegalArgumentException if the duration is not positive
   */
  public static ConnectionStateRecovery within(Duration maxDisconnection) {
    if (maxDisconnection.isNegative() || maxDisconnection.isZero()) {
      throw new IllegalArgumentException(
          "maxDisconnection must be positive, not " + maxDisconnection);
    }
    return new ConnectionStateRecovery(
        maxDisconnection, true, MAX_EVENTS, MAX_EVENT_BYTES, MAX_SOCKETS, MAX_TOTAL_BYTES);
  }

  /**
   * Sets whether the middlewares of the namespace are left out for a client that recovers.
   *
   * @param skip false to ask them again; one that refuses ends the recovery and the join. Default
   *     true: the client has passed them before
   * @return new options
   */
  public ConnectionStateRecovery withSkipMiddlewares(boolean skip) {
    return new ConnectionStateRecovery(
        maxDisconnection, skip, maxEvents, maxEventBytes, maxSockets, maxTotalBytes);
  }

  /**
   * Sets how many events are kept per socket: all of them while it is away; while it is connected,
   * those that the heartbeat has not confirmed, so up to a minute's. Over it the oldest are
   * forgotten, and a client that lacks one of these begins anew.
   *
   * @param events at least 1. Default 1000
   * @return new options
   * @throws IllegalArgumentException if the number is not positive
   */
  public ConnectionStateRecovery withMaxEvents(int events) {
    requirePositive(events, "maxEvents");
    return new ConnectionStateRecovery(
        maxDisconnection, skipMiddlewares, events, maxEventBytes, maxSockets, maxTotalBytes);
  }

  /**
   * Sets how many bytes of such events are kept per socket, likewise. An event that goes to many
   * sockets is in memory once and counts for each. What a client missed in all of its namespaces
   * has to fit what its connection may queue ({@link
   * io.roomcast.engineio.EngineOptions#maxQueuedBytes()}, where each message counts 128 bytes on
   * top, and {@link io.roomcast.engineio.EngineOptions#maxQueuedPackets()}); in a namespace for
   * which that leaves no room it begins anew.
   *
   * @param bytes at least 1, and at most {@code maxQueuedBytes} of the server. Default 1 MiB
   * @return new options
   * @throws IllegalArgumentException if the number is not positive
   */
  public ConnectionStateRecovery withMaxEventBytes(int bytes) {
    requirePositive(bytes, "maxEventBytes");
    return new ConnectionStateRecovery(
        maxDisconnection, skipMiddlewares, maxEvents, bytes, maxSockets, maxTotalBytes);
  }

  /**
   * Sets how many sockets of the server may be away at a time, in all namespaces together. Over it
   * the one of the same namespace that is away the longest is forgotten; where no other socket of
   * that namespace is away, the one that has just lost its connection is.
   *
   * @param sockets at least 1. Default 10 000
   * @return new options
   * @throws IllegalArgumentException if the number is not positive
   */
  public ConnectionStateRecovery withMaxSockets(int sockets) {
    requirePositive(sockets, "maxSockets");
    return new ConnectionStateRecovery(
        maxDisconnection, skipMiddlewares, maxEvents, maxEventBytes, sockets, maxTotalBytes);
  }

  /**
   * Sets how many bytes of events all sockets of the server may have kept, in all namespaces
   * together, each event counted once for each socket. It is never exceeded: where it is reached, a
   * socket makes room by forgetting its own oldest events, and an event for which that is not
   * enough is not kept. A client that lacks one of these begins anew.
   *
   * <p>What counts are the bytes of a message as a WebSocket carries it. An event that is kept also
   * keeps the forms in which it was sent, as base64 or compressed, so where clients use polling or
   * compression the memory in use may be a small multiple of this.
   *
   * @param bytes at least 1. Default 64 MiB
   * @return new options
   * @throws IllegalArgumentException if the number is not positive
   */
  public ConnectionStateRecovery withMaxTotalBytes(long bytes) {
    requirePositive(bytes, "maxTotalBytes");
    return new ConnectionStateRecovery(
        maxDisconnection, skipMiddlewares, maxEvents, maxEventBytes, maxSockets, bytes);
  }

  private static void requirePositive(long value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  /**
   * How long a client may be away.
   *
   * @return a positive duration
   */
  public Duration maxDisconnection() {
    return maxDisconnection;
  }

  /**
   * Whether middlewares are left out.
   *
   * @return see {@link #withSkipMiddlewares}
   */
  public boolean skipMiddlewares() {
    return skipMiddlewares;
  }

  /**
   * How many events are kept per socket.
   *
   * @return see {@link #withMaxEvents}
   */
  public int maxEvents() {
    return maxEvents;
  }

  /**
   * How many bytes of events are kept per socket.
   *
   * @return see {@link #withMaxEventBytes}
   */
  public int maxEventBytes() {
    return maxEventBytes;
  }

  /**
   * How many sockets of the server may be away.
   *
   * @return see {@link #withMaxSockets}
   */
  public int maxSockets() {
    return maxSockets;
  }

  /**
   * How many bytes of events all sockets of the server may have kept.
   *
   * @return see {@link #withMaxTotalBytes}
   */
  public long maxTotalBytes() {
    return maxTotalBytes;
  }
}
