package io.roomcast.transport.netty;

import org.jspecify.annotations.Nullable;

/** A request that is not handed over; carries the status to refuse it with. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String limit;

  BadRequest(int status) {
    this(status, null);
  }

  /** {@code limit} is the one that was reached; null where something else is wrong. */
  BadRequest(int status, @Nullable String limit) {
    super("refused with " + status, null, false, false); // anybody can cause it: it is to be cheap
    this.status = status;
    this.limit = limit;
  }

  int status() {
    return status;
  }

  @Nullable String limit() {
    return limit;
  }
}
