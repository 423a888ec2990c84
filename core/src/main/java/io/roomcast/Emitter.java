package io.roomcast;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to one client. Immutable: {@link #asVolatile}, {@link #compress} and {@link
 * #timeout} return another one for the same client and leave this one as it is. Thread-safe;
 * nothing here blocks.
 *
 * <pre>{@code
 * socket.asVolatile().compress(false).emit("position", 51.48, 0.0);
 * socket.timeout(Duration.ofSeconds(5)).emitWithAck("ready?")
 *     .thenAccept(answer -> socket.join("game"));
 * }</pre>
 */
public interface Emitter {

  /**
   * Sends an event. What one thread emits to one socket arrives in that order.
   *
   * @param event the name
   * @param values its arguments: null, strings, numbers, booleans, {@code byte[]} and {@link
   *     java.nio.ByteBuffer} at any depth, records, classes, maps, collections and arrays of them;
   *     they must not change until this returns, and may afterwards. A lone array of objects is, as
   *     everywhere in Java, taken for the arguments themselves: to send it as one, cast it to
   *     {@code Object} or pass a {@link java.util.List}. A lone {@code null} is one argument
   * @return what became of it
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  EmitResult emit(String event, @Nullable Object... values);

  /**
   * Sends an event and asks for an answer. Waiting for it inside a handler of the same socket
   * works. What is to happen when it comes is attached to the future: {@code whenComplete} is the
   * counterpart of a callback.
   *
   * <p>A handler that waits keeps its thread until the answer comes, and a hostile client gives
   * none. On virtual threads, which Java 21 and later have, that costs next to nothing. Before that
   * as many such clients as there are handler threads ({@link ServerOptions#maxHandlerThreads()})
   * keep all other handlers waiting for {@link ServerOptions#ackTimeout()}: attach what is to
   * happen to the future there, or wait with a {@link #timeout} that is short.
   *
   * @param event the name
   * @param values as in {@link #emit}
   * @return completes with what the client's callback was given; exceptionally with {@link
   *     AckTimeoutException}, or at once with {@link SocketClosedException} when the socket goes,
   *     with {@link EventDroppedException} where it was not sent, being volatile or refused by the
   *     {@link Overflow} of the namespace, and with {@link TooManyPendingAcksException} where the
   *     client owes too many answers. Dependent actions run on the server's executor, never on an
   *     I/O thread
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values);

  /**
   * Sends an event that is called {@code message}.
   *
   * @param values as in {@link #emit}
   * @return what became of it
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  default EmitResult send(@Nullable Object... values) {
    return emit("message", values);
  }

  /**
   * For events that are of no use later: one that the connection cannot take at once is dropped,
   * attachments and all, instead of waiting. So they are what a slow client misses first, and no
   * {@link Overflow} is caused by them. That is decided when it is emitted. On polling it can be
   * taken while a request of the client is waiting for an answer, so of several in a row the first
   * arrives; on WebSocket while nothing that was sent before is waiting in this server, so of
   * several in a row those arrive that come after the network has taken the one before.
   *
   * <p>Counterpart in Socket.IO: the {@code volatile} flag.
   *
   * @return emits volatile events to the same client
   */
  Emitter asVolatile();

  /**
   * Whether events may be compressed on their way, where compression is on and was agreed upon with
   * the client.
   *
   * @param on false for what does not shrink, such as images; by default true
   * @return emits to the same client
   */
  Emitter compress(boolean on);

  /**
   * With another time for answers than {@link ServerOptions#ackTimeout()}.
   *
   * @param timeout positive
   * @return emits to the same client
   * @throws IllegalArgumentException if it is not positive
   */
  Emitter timeout(Duration timeout);
}
