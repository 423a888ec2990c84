package io.roomcast;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends events to one client. Thread-safe; nothing here blocks. */
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
   * works.
   *
   * @param event the name
   * @param values as in {@link #emit}
   * @return completes with what the client's callback was given; exceptionally with {@link
   *     AckTimeoutException}, or at once with {@link SocketClosedException} when the socket goes.
   *     Dependent actions run on the server's executor, never on an I/O thread
   * @throws IllegalArgumentException if the event's name is reserved
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; nothing was sent
   */
  CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values);
}
