package io.roomcast.transport.netty;

/** A request that is not handed over; carries the status to refuse it with. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  BadRequest(int status) {
    super("refused with " + status, null, false, false); // anybody can cause it: it is to be cheap
    this.status = status;
  }

  int status() {
    return status;
  }
}
