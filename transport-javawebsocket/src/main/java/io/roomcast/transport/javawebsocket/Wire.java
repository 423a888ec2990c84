package io.roomcast.transport.javawebsocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How the bytes of a {@link Connection} travel: as they are, or inside TLS. Called on the event
 * loop of the connection only.
 */
sealed interface Wire permits PlainWire, TlsWire {

  /** What a {@link #write} has come to. */
  enum Progress {
    /** There is nothing to write at the moment. */
    DONE,
    /** Something was written, and there may be more. */
    MORE,
    /** The socket takes no more. */
    FULL
  }

  /** Whether what travels is encrypted. */
  boolean isSecure();

  /** Hands the protocol what was taken off the wire before and not wanted then. */
  void resume();

  /** Whether input is to be handed over now; false parks it. */
  boolean wantsInput();

  /** Takes input, and hands the protocol what it carries; may leave bytes. */
  void input(ByteBuffer bytes);

  /** How much was taken off the wire that the protocol has not wanted yet. */
  int parkedBytes();

  /** Whether the peer's end makes parked input worthless. */
  boolean endsAtOnce();

  /** Why the end of the stream cannot be the end that the peer meant; null if it can. */
  @Nullable Throwable truncation();

  /** Writes once from the queue of the connection, and tells it what the system has taken. */
  Progress write() throws IOException;

  /** After the last byte of the queue: whether there is still something to write. */
  boolean endOutput();

  /**
   * Before the socket is closed: writes what fits, without waiting.
   *
   * @param orderly whether nothing is lost by the end
   */
  void lastWords(boolean orderly);

  /** The connection is closed; the last call. */
  void closed();
}
