package io.roomcast.internal.socketio;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.util.Optional;

/**
 * How clients speak: all in which those of two revisions of the Socket.IO protocol differ. Which it
 * is goes with the revision of the Engine.IO protocol, whose number is one lower.
 */
sealed interface ClientProtocol permits OldClientProtocol, CurrentClientProtocol {

  static ClientProtocol of(ProtocolRevision revision) {
    return switch (revision) {
      case V3 -> OldClientProtocol.INSTANCE;
      case V4 -> CurrentClientProtocol.INSTANCE;
    };
  }

  /** What is spoken where this request has opened the connection. */
  static ClientProtocol of(HandshakeRequest request) {
    return of(ProtocolRevision.of(request.query()));
  }

  /** What a client is taken to have sent before anything else. */
  Optional<Packet> greeting();

  /**
   * What a packet of a client means.
   *
   * @throws io.roomcast.spi.codec.DecodeException if it means nothing
   */
  Packet understood(Packet packet, PacketEncoder encoder);

  /** The id of a new socket. */
  String socketId(EngineSession session, String namespace);

  /** As much of such an id as may be written into a log. */
  String loggedId(String socketId);

  /** Whether the client can come back to where it was. */
  boolean recovers();

  /** What the client is told when it is let in. */
  Arguments news(String socketId, Optional<String> privateId);

  /** What the client is told when it is not. */
  Packet refusal(String namespace, String message, Optional<Object> data);
}
