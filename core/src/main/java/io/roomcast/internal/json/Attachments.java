package io.roomcast.internal.json;

import io.roomcast.spi.codec.DecodeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the attachments of a packet in the place of its placeholders. */
final class Attachments {
  private final List<byte[]> attachments;

  Attachments(List<byte[]> attachments) {
    this.attachments = attachments;
  }

  /**
   * A copy of the values, as deep as they are, with attachments in it.
   *
   * @throws DecodeException if a placeholder names none
   */
  Items into(Items values) {
    return values.replaced(this::resolve);
  }

  private @Nullable Object resolve(@Nullable Object value) {
    if (value instanceof Items items) {
      return into(items);
    } else if (value instanceof Members members) {
      return Boolean.TRUE.equals(members.get("_placeholder"))
          ? attachment(members.get("num"))
          : members.replaced(this::resolve);
    }
    return value;
  }

  private byte[] attachment(@Nullable Object number) {
    double index = number instanceof Number given ? given.doubleValue() : -1; // 0.0 is 0 as well
    if (index < 0 || index >= attachments.size() || index != Math.rint(index)) {
      throw new DecodeException("illegal attachments");
    }
    return attachments.get((int) index);
  }
}
