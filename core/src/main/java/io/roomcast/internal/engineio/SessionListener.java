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

  /** The session has ended; nothing follows. */
  void onClosed(CloseReason reason, @Nullable Throwable cause);
}
