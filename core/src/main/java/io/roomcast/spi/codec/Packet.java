package io.roomcast.spi.codec;

/**
 * One Socket.IO packet: immutable, so that all receivers of a broadcast may share it.
 *
 * <pre>{@code
 * Packet news = Packet.of(PacketType.EVENT, "/chat", Arguments.event("news", "hello"));
 * }</pre>
 *
 * @param type what it says
 * @param namespace begins with {@code /}
 * @param id what ties an event to its ack, 0 to 2^53-1, or {@link #NO_ID}
 * @param data for an event its name and arguments, for an ack its arguments, for a connect or a
 *     connect error at most one object
 */
public record Packet(PacketType type, String namespace, long id, Arguments data) {

  /** No ack is asked for. */
  public static final long NO_ID = -1;

  /** The largest id, which is the largest integer that JavaScript represents exactly. */
  public static final long MAX_ID = (1L << 53) - 1;

  public Packet {
    if (namespace.isEmpty() || namespace.charAt(0) != '/') {
      throw new IllegalArgumentException("a namespace begins with /: \"" + namespace + "\"");
    }
    if (id < NO_ID || id > MAX_ID) {
      throw new IllegalArgumentException("packet id out of range: " + id);
    }
  }

  /**
   * A packet without an id.
   *
   * @param type what it says
   * @param namespace begins with {@code /}
   * @param data its values
   * @return the packet
   */
  public static Packet of(PacketType type, String namespace, Arguments data) {
    return new Packet(type, namespace, NO_ID, data);
  }

  /**
   * Whether an ack is asked for, or this is one.
   *
   * @return true if there is an id
   */
  public boolean hasId() {
    return id != NO_ID;
  }
}
