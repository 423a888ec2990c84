package io.roomcast.internal.socketio;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import java.util.Optional;

/**
 * How a revision of the Socket.IO protocol is spoken: all in which clients of two revisions differ.
 * Which it is goes with the revision of the Engine.IO protocol.
 */
sealed interface ClientProtocol permits ClientProtocolV4, ClientProtocolV5 {

  static ClientProtocol of(ProtocolRevision revision) {
    return switch (revision) {
      case V3 -> ClientProtocolV4.INSTANCE;
      case V4 -> ClientProtocolV5.INSTANCE;
    };
  }

  /**
   * What is spoken where this request has opened the connection. What is not exactly 4 counts as
   * the one before (EIO-11).
   */
  static ClientProtocol of(HandshakeRequest request) {
    return "4".equals(request.query().get("EIO"))
        ? ClientProtocolV5.INSTANCE
        : ClientProtocolV4.INSTANCE;
  }

  /** What a client is taken to have sent before anything else. */
  Optional<Packet> greeting();

  /** What a packet of a client means. */
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
