package io.roomcast.internal.recovery;

import io.roomcast.internal.concurrent.Timers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One absence of a client, however often it sets out to come back meanwhile: what it left behind,
 * and its end. Confined to the lock of its session.
 */
final class Absence {
  private final Map<String, Object> data;
  private Timers.@Nullable Timeout limit;
  private boolean expired;

  /** {@code data} is what the application had attached to the connection. */
  Absence(Map<String, Object> data) {
    this.data = data;
  }

  Map<String, Object> data() {
    return data;
  }

  boolean limited() {
    return limit != null;
  }

  void limitedBy(Timers.Timeout timeout) {
    limit = timeout;
  }

  /** Its time is up. */
  void expire() {
    expired = true;
  }

  boolean expired() {
    return expired;
  }

  /** The client is back, or nobody waits for it any more. */
  void end() {
    if (limit != null) {
      limit.cancel();
    }
  }
}
