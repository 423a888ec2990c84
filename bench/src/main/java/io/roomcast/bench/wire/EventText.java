package io.roomcast.bench.wire;

import java.nio.charset.StandardCharsets;

/**
 * The messages of a measurement: Socket.IO packets of one event each, whose names are a letter.
 * Servers without Socket.IO are sent the very same texts, so that the bytes are the same
 * everywhere.
 *
 * <ul>
 *   <li>{@code 420["j"]} joins the room; the answer is an ack with the id 0
 *   <li>{@code 42["b","…"]} is passed on to the members of the room as it is
 *   <li>{@code 427["e","…"]} is answered with an ack with the payload, {@code 437["…"]}; a server
 *       without Socket.IO returns it unchanged
 * </ul>
 */
public final class EventText {
  /** The events' names. */
  public static final char JOIN = 'j', BROADCAST = 'b', ECHO = 'e';

  /** Everybody who joined is in it. */
  public static final String ROOM = "bench";

  /** Asks to be a member of the room. */
  public static final byte[] JOIN_REQUEST = ascii("420[\"j\"]");

  private static final byte[] BROADCAST_HEAD = ascii("42[\"b\",\"");
  private static final byte[] TAIL = ascii("\"]");

  private EventText() {}

  /** A broadcast without its payload, which belongs at {@link #broadcastOffset()}. */
  public static byte[] broadcast(int payloadSize) {
    return text(BROADCAST_HEAD, payloadSize);
  }

  /** Where the payload of a broadcast begins. */
  public static int broadcastOffset() {
    return BROADCAST_HEAD.length;
  }

  /** A question without its payload, which belongs right before the last two bytes. */
  public static byte[] echo(long id, int payloadSize) {
    return text(ascii("42" + id + "[\"e\",\""), payloadSize);
  }

  /** Where the payload begins in a text that was made by {@link #echo}. */
  public static int echoOffset(byte[] text, int payloadSize) {
    return text.length - TAIL.length - payloadSize;
  }

  /** Whether this is a broadcast with a payload of that size. */
  public static boolean isBroadcast(byte[] bytes, int offset, int length, int payloadSize) {
    return length == BROADCAST_HEAD.length + payloadSize + TAIL.length
        && startsWith(bytes, offset, BROADCAST_HEAD)
        && endsWell(bytes, offset, length);
  }

  /**
   * The id of an answer whose payload stands right before its last two bytes, or -1 if it is none.
   */
  public static long answerId(byte[] bytes, int offset, int length) {
    if (length < 4 || bytes[offset] != '4' || !endsWell(bytes, offset, length)) {
      return -1;
    }
    long id = 0;
    int at = 2;
    while (at < length && bytes[offset + at] >= '0' && bytes[offset + at] <= '9' && at < 20) {
      id = 10 * id + (bytes[offset + at] - '0');
      at++;
    }
    return at == 2 || at == length || bytes[offset + at] != '[' ? -1 : id;
  }

  /** Whether this is the answer to {@link #JOIN_REQUEST}. */
  public static boolean isJoined(byte[] bytes, int offset, int length) {
    return length >= 5
        && bytes[offset] == '4'
        && bytes[offset + 1] == '3'
        && bytes[offset + 2] == '0'
        && bytes[offset + 3] == '[';
  }

  /** The name of an event, or 0 if it is none. */
  public static char event(byte[] bytes, int offset, int length) {
    for (int i = 2; i + 2 < length && i < 24; i++) {
      if (bytes[offset + i] == '[') {
        return (char) bytes[offset + i + 2];
      }
    }
    return 0;
  }

  private static byte[] text(byte[] head, int payloadSize) {
    byte[] text = new byte[head.length + payloadSize + TAIL.length];
    System.arraycopy(head, 0, text, 0, head.length);
    System.arraycopy(TAIL, 0, text, head.length + payloadSize, TAIL.length);
    return text;
  }

  private static boolean startsWith(byte[] bytes, int offset, byte[] head) {
    for (int i = 0; i < head.length; i++) {
      if (bytes[offset + i] != head[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean endsWell(byte[] bytes, int offset, int length) {
    return bytes[offset + length - 2] == '"' && bytes[offset + length - 1] == ']';
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
