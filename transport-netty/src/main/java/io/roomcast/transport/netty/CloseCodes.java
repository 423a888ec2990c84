package io.roomcast.transport.netty;

/** The close codes of RFC 6455, section 7.4, that we deal with. */
final class CloseCodes {
  static final int GOING_AWAY = 1001;
  static final int PROTOCOL_ERROR = 1002;
  static final int NONE = 1005;
  static final int ABNORMAL = 1006;
  static final int INVALID_PAYLOAD = 1007;
  static final int POLICY = 1008;
  static final int TOO_BIG = 1009;

  private CloseCodes() {}

  /** Whether the code may stand in a close frame. */
  static boolean isSendable(int code) {
    boolean ofTheProtocol =
        code >= 1000 && code <= 1014 && code != 1004 && code != NONE && code != ABNORMAL;
    return ofTheProtocol || (code >= 3000 && code <= 4999);
  }
}
