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
 *     socket.join("news"); // rooms and data of a recovered one are there already
 *   }
 * });
 * }</pre>
 *
 * <p>Official clients from 4.6 on take part without being told. Each event gets a further last
 * argument, a short text by which the client later says what it has received; listeners in the
 * client see it. Events that ask for an ack are not sent again, nor are volatile ones.
 *
 * <p>A socket can be recovered after every {@linkplain DisconnectReason disconnection} that nobody
 * wanted: not if the client or the server disconnected it, nor if the client broke the protocol.
 * What is kept is in this server's memory, so the client must come back to the same server. Each
 * recovery works once, and with the private id that only this client knows; if it comes back
 * before the server has noticed that the old connection is dead, that one is ended.
 *
 * <p>Immutable. Counterpart in Socket.IO: the option {@code connectionStateRecovery}. Unlike there,
 * a client recovers too if it had received nothing yet, after hours without an event, many times,
 * and if the last that it received was volatile.
 *
 * @param maxDisconnection how long a client may be away. Default 2 minutes
 * @param skipMiddlewares whether the middlewares of the namespace are left out for a client that
 *     recovers, since it passed them before. Default true
 * @param maxEvents events kept per socket: while it is away, all of them; while it is connected,
 *     those since the last heartbeat. Over it the oldest are forgotten, and a client that lacks one
 *     of them begins anew. Default 1000
 * @param maxEventBytes bytes of these events, likewise. Events that go to many sockets are kept
 *     once. Default 1 MiB
 * @param maxSockets sockets per namespace that are away at a time; further ones cannot recover.
 *     Default 10 000
 */
public record ConnectionStateRecovery(
    Duration maxDisconnection,
    boolean skipMiddlewares,
    int maxEvents,
    int maxEventBytes,
    int maxSockets) {}
