package io.roomcast.internal.engineio;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.EnginePacket;
import io.roomcast.engineio.TransportName;
import java.util.Optional;

/** What an application may hear of a session (EIO-69). */
public sealed interface SessionEvent {
  /** The weight of what the listeners get in any case. */
  int NEVER_MISSED = -1;

  /** Bytes that it holds, or {@link #NEVER_MISSED}. */
  default int weight() {
    return 0;
  }

  /** A packet has come. */
  record Received(EnginePacket packet) implements SessionEvent {
    @Override
    public int weight() {
      return weightOf(packet);
    }
  }

  /** A packet has been accepted. It is decoded by whoever wants to see it. */
  record Created(EngineMessage message) implements SessionEvent {
    EnginePacket packet() {
      return Packets.of(message);
    }

    @Override
    public int weight() {
      return message.length();
    }
  }

  /** All that was sent is with the transport. */
  record Drained() implements SessionEvent {}

  /** So much had been sent that the application was to wait, and all of it is on its way now. */
  record Writable() implements SessionEvent {
    @Override
    public int weight() {
      return NEVER_MISSED;
    }
  }

  /** The client has shown that it lives. */
  record Beat() implements SessionEvent {}

  /** A WebSocket was probed, which a client may have happen any number of times. */
  record Upgrading(TransportName to) implements SessionEvent {}

  /** The session has moved. */
  record Upgraded(TransportName to) implements SessionEvent {
    @Override
    public int weight() {
      return NEVER_MISSED;
    }
  }

  /** It is over. */
  record Ended(CloseReason reason, Optional<Throwable> cause) implements SessionEvent {
    @Override
    public int weight() {
      return NEVER_MISSED;
    }
  }

  private static int weightOf(EnginePacket packet) {
    return packet.text().length() + packet.bytes().map(it -> it.remaining()).orElse(0);
  }
}
