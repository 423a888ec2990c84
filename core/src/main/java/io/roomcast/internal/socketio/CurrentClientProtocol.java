package io.roomcast.internal.socketio;

import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Revision 5 of the Socket.IO protocol, of clients of Socket.IO 3 and 4. */
final class CurrentClientProtocol implements ClientProtocol {
  static final CurrentClientProtocol INSTANCE = new CurrentClientProtocol();

  private CurrentClientProtocol() {}

  @Override
  public Optional<Packet> greeting() {
    return Optional.empty();
  }

  @Override
  public Packet understood(Packet packet, PacketEncoder encoder) {
    return packet;
  }

  @Override
  public String socketId(EngineSession session, String namespace) {
    return SocketIds.next();
  }

  @Override
  public String loggedId(String socketId) {
    return socketId;
  }

  @Override
  public boolean recovers() {
    return true;
  }

  @Override
  public Arguments news(String socketId, Optional<String> privateId) {
    Map<String, String> news = new LinkedHashMap<>();
    news.put("sid", socketId);
    privateId.ifPresent(pid -> news.put("pid", pid));
    return Arguments.of(news);
  }

  @Override
  public Packet refusal(String namespace, String message, Optional<Object> data) {
    Map<String, Object> why =
        data.isPresent()
            ? Map.of("message", message, "data", data.get())
            : Map.of("message", message);
    return Packet.of(PacketType.CONNECT_ERROR, namespace, Arguments.of(why));
  }
}
