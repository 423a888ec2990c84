package io.roomcast.spi.transport.wire;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A peer broke RFC 6455 or a limit; carries the close code to answer with. */
public final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final @Nullable String limit;

  /**
   * A broken rule, without a stack trace.
   *
   * @param code the close code, one of {@link CloseCodes}
   * @param reason what the peer is told
   */
  public ProtocolViolation(int code, String reason) {
    this(code, reason, null);
  }

  private ProtocolViolation(int code, String reason, @Nullable String limit) {
    super(reason, null, false, false); // anybody can cause it, so it is to be cheap
    this.code = code;
    this.limit = limit;
  }

  /**
   * A limit that was reached.
   *
   * @param code the close code, one of {@link CloseCodes}
   * @param reason what the peer is told
   * @param limit the component of {@link io.roomcast.spi.transport.Limits}
   * @return without a stack trace
   */
  public static ProtocolViolation of(int code, String reason, String limit) {
    return new ProtocolViolation(code, reason, limit);
  }

  /**
   * The rest of a message that did not come within {@link
   * io.roomcast.spi.transport.Limits#messageTimeout()}.
   *
   * @return without a stack trace
   */
  public static ProtocolViolation unfinishedMessage() {
    return of(CloseCodes.POLICY, "the rest of a message did not come in time", "messageTimeout");
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
   * The limit that was reached.
   *
   * @return the component of {@link io.roomcast.spi.transport.Limits}; empty for a broken rule
   */
  public Optional<String> limit() {
    return Optional.ofNullable(limit);
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
