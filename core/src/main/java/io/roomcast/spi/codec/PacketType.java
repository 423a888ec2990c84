package io.roomcast.spi.codec;

/**
 * What a packet says. The binary types 5 and 6 of the wire are a matter of the codec: a packet with
 * attachments is an {@link #EVENT} or an {@link #ACK} here.
 */
public enum PacketType {
  /** Joins a namespace, or confirms that; carries at most one object. */
  CONNECT(0),
  /** Leaves a namespace; carries nothing. */
  DISCONNECT(1),
  /** An event: its name, then its arguments. */
  EVENT(2),
  /** The answer to an event. */
  ACK(3),
  /** A namespace could not be joined; carries one object. */
  CONNECT_ERROR(4);

  private final int code;

  PacketType(int code) {
    this.code = code;
  }

  /**
   * The digit on the wire for a packet without attachments.
   *
   * @return 0 to 4
   */
  public int code() {
    return code;
  }
}
