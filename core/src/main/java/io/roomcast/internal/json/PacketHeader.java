package io.roomcast.internal.json;

import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;

/**
 * What a packet says before its payload: {@code type [attachments "-"] [namespace ","] [id]}.
 *
 * @param type what it says
 * @param attachments how many it announces: a claim, nothing is allocated from it
 * @param namespace begins with {@code /}
 * @param id or {@link Packet#NO_ID}
 * @param end where the payload begins
 */
record PacketHeader(PacketType type, int attachments, String namespace, long id, int end) {
  private static final int BINARY_EVENT = 5;
  private static final int BINARY_ACK = 6;

  /**
   * Parses it.
   *
   * @throws DecodeException if it is invalid, or announces more than {@code maxAttachments}
   */
  static PacketHeader parse(String text, int maxAttachments) {
    int code = text.isEmpty() ? -1 : digit(text.charAt(0));
    if (code < 0 || code > BINARY_ACK) {
      throw new DecodeException("unknown packet type " + (code < 0 ? "NaN" : "" + code));
    }
    int at = 1;
    int attachments = 0;
    if (code >= BINARY_EVENT) {
      int end = endOfDigits(text, at);
      attachments = count(text, at, end, maxAttachments);
      at = end + 1;
    }
    String namespace = "/";
    if (at < text.length() && text.charAt(at) == '/') {
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? text.length() : comma;
      namespace = text.substring(at, end);
      at = comma < 0 ? end : end + 1;
    }
    int endOfId = endOfDigits(text, at);
    long id = id(text, at, endOfId);
    return new PacketHeader(type(code), attachments, namespace, id, endOfId);
  }

  private static PacketType type(int code) {
    return switch (code) {
      case 0 -> PacketType.CONNECT;
      case 1 -> PacketType.DISCONNECT;
      case 2, BINARY_EVENT -> PacketType.EVENT;
      case 3, BINARY_ACK -> PacketType.ACK;
      default -> PacketType.CONNECT_ERROR;
    };
  }

  private static int count(String text, int start, int end, int max) {
    if (end == start || end == text.length() || text.charAt(end) != '-') {
      throw new DecodeException("Illegal attachments");
    }
    long count = 0;
    for (int i = start; i < end && count <= max; i++) {
      count = count * 10 + digit(text.charAt(i));
    }
    if (count == 0) {
      throw new DecodeException("Illegal attachments");
    } else if (count > max) {
      throw DecodeException.overLimit("maxAttachments", "too many attachments");
    }
    return (int) count;
  }

  private static long id(String text, int start, int end) {
    if (start == end) {
      return Packet.NO_ID;
    }
    long id = 0;
    for (int i = start; i < end; i++) {
      id = id * 10 + digit(text.charAt(i));
      if (id > Packet.MAX_ID) {
        throw new DecodeException("invalid id");
      }
    }
    return id;
  }

  private static int endOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && digit(text.charAt(end)) >= 0) {
      end++;
    }
    return end;
  }

  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : -1;
  }
}
