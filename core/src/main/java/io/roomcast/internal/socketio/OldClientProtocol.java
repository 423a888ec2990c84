package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.Query;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.Optional;

/** Revision 4 of the Socket.IO protocol, of clients of Socket.IO 2 (EIO-82). */
final class OldClientProtocol implements ClientProtocol {
  static final OldClientProtocol INSTANCE = new OldClientProtocol();

  private static final String MAIN = "/";
  private static final Packet JOIN_MAIN = Packet.of(PacketType.CONNECT, MAIN, Arguments.none());
  private static final int LOGGED = 4;

  private OldClientProtocol() {}

  /** A client wants to be in the main namespace without saying so. */
  @Override
  public Optional<Packet> greeting() {
    return Optional.of(JOIN_MAIN);
  }

  /** A namespace may have a query, which stands for the auth that such clients do not give. */
  @Override
  public Packet understood(Packet packet, PacketEncoder encoder) {
    int mark = packet.namespace().indexOf('?');
    boolean connect = packet.type() == PacketType.CONNECT;
    if (mark < 0 && (!connect || packet.data().size() == 0)) {
      return packet;
    }
    String name = mark < 0 ? packet.namespace() : packet.namespace().substring(0, mark);
    String query = mark < 0 ? "" : packet.namespace().substring(mark + 1);
    return new Packet(
        packet.type(), name, packet.id(), connect ? auth(query, encoder) : packet.data());
  }

  private static Arguments auth(String query, PacketEncoder encoder) {
    if (query.isEmpty()) {
      return Arguments.none();
    }
    Query parsed = Query.parse(query);
    if (!parsed.whole()) {
      throw DecodeException.overLimit(
          FixedBound.QUERY_PARAMETERS.counter(), "too many parameters in a namespace's query");
    }
    try {
      return new NeutralForm(encoder.codec()).of(Arguments.of(parsed.values()));
    } catch (EncodeException e) { // it is the client that has put it there
      throw new DecodeException("the query of a namespace is no auth: " + e.getMessage());
    }
  }

  /** What the client itself makes of what it knows. */
  @Override
  public String socketId(EngineSession session, String namespace) {
    return namespace.equals(MAIN) ? session.id() : namespace + "#" + session.id();
  }

  /** The session's id is in it, which is a secret. */
  @Override
  public String loggedId(String socketId) {
    int secret = socketId.lastIndexOf('#') + 1;
    return socketId.substring(0, Math.min(secret + LOGGED, socketId.length())) + "…";
  }

  @Override
  public boolean recovers() {
    return false;
  }

  @Override
  public Arguments news(String socketId, Optional<String> privateId) {
    return Arguments.none();
  }

  @Override
  public Packet refusal(String namespace, String message, Optional<Object> data) {
    return Packet.of(PacketType.CONNECT_ERROR, namespace, Arguments.of(data.orElse(message)));
  }
}
