package io.roomcast.transport.netty;

/** A peer broke RFC 6455 or a limit; carries the close code to answer with. */
final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  ProtocolViolation(int code, String reason) {
    super(reason, null, false, false); // anybody can cause it, so it is to be cheap
    this.code = code;
  }

  int code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
