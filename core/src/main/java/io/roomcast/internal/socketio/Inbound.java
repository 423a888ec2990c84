package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the client of one socket sends: taken on the session's serial calls, heard by listeners on
 * the socket's serial queue.
 */
final class Inbound {
  private final LocalSocket socket;
  private final Surroundings surroundings;
  private final SerialQueue queue;
  private final Membership membership;
  private final EventDispatch dispatch;
  private final Consumer<List<EngineMessage>> answers;

  /** {@code answers} sends those of the application. */
  Inbound(
      LocalSocket socket,
      Surroundings surroundings,
      SerialQueue queue,
      Membership membership,
      Consumer<List<EngineMessage>> answers) {
    this.socket = socket;
    this.surroundings = surroundings;
    this.queue = queue;
    this.membership = membership;
    this.answers = answers;
    this.dispatch =
        new EventDispatch(
            queue,
            surroundings.timers(),
            surroundings.options().connectTimeout(),
            membership::dismissed,
            socket::failed);
  }

  EventDispatch dispatch() {
    return dispatch;
  }

  /** {@code bytes} is what the event holds in memory until its listeners get it. */
  void eventArrived(Packet packet, int bytes) {
    if (!membership.phase().over()) {
      queue.execute(() -> callListeners(packet), bytes);
    }
  }

  private void callListeners(Packet packet) {
    if (membership.dismissed()) { // no further event is heard
      return;
    }
    Ack ack =
        packet.hasId()
            ? new IncomingAck(
                socket.namespace().name(), packet.id(), surroundings.encoder(), answers)
            : IncomingAck.NOT_REQUESTED;
    String event = EventNames.of(packet.data().get(0));
    EventArgs args = EventArgs.of(packet.data(), 1);
    dispatch.handle(new LocalEvent(event, args, ack, false, surroundings.codec()));
  }

  /** The client has sent what is no packet, and loses its connection for it (SIO-28). */
  void decodingFailed(DecodeException cause) {
    if (membership.connected()) {
      queue.execute(
          () -> {
            socket.failed(Optional.of("error"), cause);
            dispatch.error(cause);
          });
    }
  }
}
