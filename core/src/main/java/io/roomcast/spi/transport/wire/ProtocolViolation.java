package io.roomcast.spi.transport.wire;

/** A peer broke RFC 6455 or a limit; carries the close code to answer with. */
public final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * A violation, without a stack trace.
   *
   * @param code the close code, one of {@link CloseCodes}
   * @param reason what the peer is told
   */
  public ProtocolViolation(int code, String reason) {
    super(reason, null, false, false); // anybody can cause it, so it is to be cheap
    this.code = code;
  }

  /**
   * The close code to answer with.
   *
   * @return one of {@link CloseCodes}
   */
  public int code() {
    return code;
  }

  /**
   * What the peer is told.
   *
   * @return short, and without anything of the peer's
   */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
