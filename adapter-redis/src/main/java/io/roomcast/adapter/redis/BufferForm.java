package io.roomcast.adapter.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code {type: "Buffer", data: [1, 2, …]}}: what Node.js makes of binary data in JSON. */
final class BufferForm {
  private static final int MAX_BYTE = 0xff;

  private BufferForm() {}

  /** The same value with binary data where it has that form, at any depth. */
  static @Nullable Object replaceIn(@Nullable Object value) {
    if (value instanceof List<?> elements) {
      List<@Nullable Object> replaced = new ArrayList<>(elements.size());
      elements.forEach(element -> replaced.add(replaceIn(element)));
      return replaced;
    } else if (value instanceof Map<?, ?> members) {
      byte[] bytes = bytes(members);
      return bytes == null ? replaceInMembers(members) : bytes;
    }
    return value;
  }

  private static Map<Object, @Nullable Object> replaceInMembers(Map<?, ?> members) {
    Map<Object, @Nullable Object> replaced = new LinkedHashMap<>();
    members.forEach((name, member) -> replaced.put(name, replaceIn(member)));
    return replaced;
  }

  private static byte @Nullable [] bytes(Map<?, ?> members) {
    if (members.size() != 2
        || !"Buffer".equals(members.get("type"))
        || !(members.get("data") instanceof List<?> data)) {
      return null;
    }
    byte[] bytes = new byte[data.size()];
    for (int i = 0; i < bytes.length; i++) {
      if (!(data.get(i) instanceof Long number) || number < 0 || number > MAX_BYTE) {
        return null;
      }
      bytes[i] = number.byteValue();
    }
    return bytes;
  }
}
