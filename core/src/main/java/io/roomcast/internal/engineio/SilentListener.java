package io.roomcast.internal.engineio;

import io.roomcast.engineio.CloseReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Listens to a session of which the layer above does not know yet, or not any more. */
final class SilentListener implements SessionListener {
  static final SessionListener INSTANCE = new SilentListener();

  private SilentListener() {}

  @Override
  public void onText(String text) {}

  @Override
  public void onBinary(ByteBuffer bytes) {}

  @Override
  public void onClosed(CloseReason reason, @Nullable Throwable cause) {}
}
