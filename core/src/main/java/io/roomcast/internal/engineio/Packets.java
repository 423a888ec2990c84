package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types of packets by their digits (EIO-24), and packets as those see them who look on. */
final class Packets {
  private static final List<EnginePacket.Type> BY_DIGIT = List.of(EnginePacket.Type.values());

  private Packets() {}

  /** Null where no type has this digit. */
  static EnginePacket.@Nullable Type typeOf(int character) {
    int number = character - '0';
    return number >= 0 && number < BY_DIGIT.size() ? BY_DIGIT.get(number) : null;
  }

  static EnginePacket of(InboundPacket packet) {
    return packet instanceof InboundPacket.Text text
        ? new EnginePacket(text.type(), text.data(), Optional.empty())
        : new EnginePacket(
            EnginePacket.Type.MESSAGE, "", Optional.of(((InboundPacket.Binary) packet).data()));
  }

  static EnginePacket of(EngineMessage message) {
    var form = message.webSocketForm();
    if (!form.isText()) {
      return new EnginePacket(EnginePacket.Type.MESSAGE, "", Optional.of(form.payload()));
    }
    String text = StandardCharsets.UTF_8.decode(form.payload()).toString();
    return new EnginePacket(
        BY_DIGIT.get(text.charAt(0) - '0'), text.substring(1), Optional.empty());
  }
}
