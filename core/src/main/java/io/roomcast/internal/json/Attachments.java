package io.roomcast.internal.json;

import io.roomcast.spi.codec.DecodeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  List<@Nullable Object> into(List<?> values) {
    List<@Nullable Object> resolved = new ArrayList<>(values.size());
    for (Object value : values) {
      resolved.add(resolve(value));
    }
    return Collections.unmodifiableList(resolved);
  }

  private @Nullable Object resolve(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return into(list);
    } else if (value instanceof Map<?, ?> map) {
      return Boolean.TRUE.equals(map.get("_placeholder"))
          ? attachment(map.get("num"))
          : intoMap(map);
    }
    return value;
  }

  private Map<String, @Nullable Object> intoMap(Map<?, ?> members) {
    Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      resolved.put((String) member.getKey(), resolve(member.getValue()));
    }
    return Collections.unmodifiableMap(resolved);
  }

  private byte[] attachment(@Nullable Object number) {
    double index = number instanceof Number given ? given.doubleValue() : -1; // 0.0 is 0 as well
    if (index < 0 || index >= attachments.size() || index != Math.rint(index)) {
      throw new DecodeException("illegal attachments");
    }
    return attachments.get((int) index);
  }
}
