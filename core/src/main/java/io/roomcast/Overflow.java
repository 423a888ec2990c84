package io.roomcast;

import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.EngineOptions;

/**
 * What is done about a client for which too much waits, since it does not read, or not fast enough:
 * an event for it would exceed {@link EngineOptions#maxQueuedBytes()} or {@link
 * EngineOptions#maxQueuedPackets()}. A namespace has one, see {@link Namespace#overflow}. There are
 * three ways: {@link #close()} ends the connection; {@link #failEmit()} refuses the event; and a
 * lambda refuses it and is called.
 *
 * <pre>{@code
 * io.overflow(slow -> log.warn("{} misses events", slow.data().get("name")));
 * io.of("/positions").overflow(Overflow.failEmit());
 * }</pre>
 *
 * <p>An event that is refused is not sent, attachments and all, and nothing else changes: {@link
 * Emitter#emit} returns {@link EmitResult#FULL}, {@link Emitter#emitWithAck} fails with {@link
 * EventDroppedException}, a broadcast reaches the others, and {@link ConnectionStateRecovery} does
 * not bring it later. {@linkplain Emitter#asVolatile Volatile} events, which never wait, do not
 * come this far.
 *
 * <p>The limits are those of the connection, which the namespaces of a client share. An eighth of
 * them is kept for what cannot be refused: answers to the client's events, what the protocol says,
 * and the events of namespaces that close. Where even that is used up, the connection is closed.
 */
@FunctionalInterface
public interface Overflow {

  /**
   * Events for a client are being refused. Called once, and again only after its socket has been
   * {@linkplain Socket#writable() writable} meanwhile; like the socket's listeners on the server's
   * executor, one at a time with them, so it may block.
   *
   * @param socket whose client is too slow; to part with it, {@link ClientSession#discard()} does
   *     so at once, while {@link Socket#disconnect(boolean)} waits for what is queued
   * @throws Exception goes to the {@link ErrorHandler}
   */
  void onOverflow(Socket socket) throws Exception;

  /**
   * Ends the connection, for the reason {@link DisconnectReason#TOO_SLOW}. This is the default: a
   * client that is there misses nothing.
   *
   * @return always the same
   */
  static Overflow close() {
    return StandardOverflow.CLOSE;
  }

  /**
   * Refuses the event, and leaves it at that.
   *
   * @return always the same
   */
  static Overflow failEmit() {
    return StandardOverflow.FAIL_EMIT;
  }
}
