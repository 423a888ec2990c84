package io.roomcast.spi.transport.wire;

/**
 * The close codes of RFC 6455, section 7.4, that a transport deals with.
 *
 * <pre>{@code
 * connection.close(CloseCodes.GOING_AWAY, "the server restarts");
 * }</pre>
 */
public final class CloseCodes {
  /** The server stops. */
  public static final int GOING_AWAY = 1001;

  /** The peer broke RFC 6455. */
  public static final int PROTOCOL_ERROR = 1002;

  /** A close frame had no code; never sent. */
  public static final int NONE = 1005;

  /** There was no close frame; never sent. */
  public static final int ABNORMAL = 1006;

  /** Text is not UTF-8, or a compressed message does not inflate. */
  public static final int INVALID_PAYLOAD = 1007;

  /** Another limit than that of the size was exceeded. */
  public static final int POLICY = 1008;

  /** A message exceeds the limit. */
  public static final int TOO_BIG = 1009;

  private CloseCodes() {}

  /**
   * Whether the code may stand in a close frame.
   *
   * @param code any number
   * @return false for those that are reserved or out of range
   */
  public static boolean isSendable(int code) {
    boolean ofTheProtocol =
        code >= 1000 && code <= 1014 && code != 1004 && code != NONE && code != ABNORMAL;
    return ofTheProtocol || (code >= 3000 && code <= 4999);
  }
}
