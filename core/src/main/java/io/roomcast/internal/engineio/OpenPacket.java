package io.roomcast.internal.engineio;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.TransportName;
import java.util.List;

/** The first packet of a session (EIO-15, EIO-16). */
final class OpenPacket {
  private OpenPacket() {}

  /** With what the application has to say first. */
  static List<EngineMessage> andGreeting(
      String sid, TransportName transport, EngineOptions options) {
    EngineMessage open = of(sid, transport, options);
    return options
        .initialPacket()
        .map(greeting -> List.of(open, EngineMessage.text(greeting)))
        .orElseGet(() -> List.of(open));
  }

  private static EngineMessage of(String sid, TransportName transport, EngineOptions options) {
    JsonArray upgrades = new JsonArray();
    if (transport == TransportName.POLLING
        && options.allowUpgrades()
        && options.transports().contains(TransportName.WEBSOCKET)) {
      upgrades.add(TransportName.WEBSOCKET.wireName());
    }
    JsonObject handshake = new JsonObject();
    handshake.addProperty("sid", sid);
    handshake.add("upgrades", upgrades);
    handshake.addProperty("pingInterval", options.pingInterval().toMillis());
    handshake.addProperty("pingTimeout", options.pingTimeout().toMillis());
    handshake.addProperty("maxPayload", options.maxPayload());
    return EngineMessage.raw("0" + handshake);
  }
}
