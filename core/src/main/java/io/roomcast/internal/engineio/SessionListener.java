package io.roomcast.internal.engineio;

import io.roomcast.engineio.CloseReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the layer above hears of one session. Calls are serial per session, on whatever thread does
 * the session's protocol work, without a lock held; they return at once and run no user code.
 */
public interface SessionListener {

  /** A {@code message} packet with text came; empty where it had no data (EIO-32). */
  void onText(String text);

  /** A {@code message} packet with bytes came. */
  void onBinary(ByteBuffer bytes);

  /**
   * A ping is about to be sent. It follows all units that were taken before, if {@code behindAll};
   * else it overtakes those that wait for the transport.
   */
  default void onPing(boolean behindAll) {}

  /** The ping was answered, so the client has received all that was sent before it. */
  default void onPong() {}

  /** The session has ended; nothing follows. */
  void onClosed(CloseReason reason, @Nullable Throwable cause);
}
