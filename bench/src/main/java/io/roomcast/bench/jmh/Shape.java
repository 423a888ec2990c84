package io.roomcast.bench.jmh;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The packets by which codecs are measured. */
public enum Shape {
  /** An event with a text of 32 letters. */
  TEXT_32,
  /** An event with a text of 1 KiB. */
  TEXT_1K,
  /** An event with a text of 32 KiB. */
  TEXT_32K,
  /** An event with 1 KiB of text in Korean, three bytes a letter. */
  KOREAN_1K,
  /** An event with an object of some levels: 40 values, about 600 bytes. */
  NESTED,
  /** An event with three attachments of 256 bytes each. */
  ATTACHMENTS,
  /** The answer to an event. */
  ACK;

  private static final int KIB = 1024;
  private static final int ATTACHMENT_BYTES = 256;
  private static final int ITEMS = 8;

  Packet packet() {
    return switch (this) {
      case TEXT_32 -> event("x".repeat(32));
      case TEXT_1K -> event("x".repeat(KIB));
      case TEXT_32K -> event("x".repeat(32 * KIB));
      case KOREAN_1K -> event("가나다".repeat(KIB / 9));
      case NESTED -> event(order());
      case ATTACHMENTS -> event(attachment(1), attachment(2), attachment(3));
      case ACK -> new Packet(PacketType.ACK, "/", 17, Arguments.of("ok", 200));
    };
  }

  private static Packet event(Object... values) {
    return Packet.of(PacketType.EVENT, "/", Arguments.event("b", values));
  }

  private static byte[] attachment(int seed) {
    byte[] bytes = new byte[ATTACHMENT_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (seed * i);
    }
    return bytes;
  }

  private static Map<String, Object> order() {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("id", 4711);
    order.put("customer", Map.of("name", "Ada Lovelace", "address", Map.of("city", "London")));
    order.put("items", IntStream.range(0, ITEMS).mapToObj(Shape::item).toList());
    order.put("tags", List.of("new", "gift", "express"));
    order.put("paid", true);
    return order;
  }

  private static Map<String, Object> item(int number) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("sku", "article-" + number);
    item.put("count", number + 1);
    item.put("price", 9.99 + number);
    return item;
  }
}
