package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to one event of a client (SIO-32). */
final class IncomingAck implements Ack {

  /** For events without an id. */
  static final Ack NOT_REQUESTED =
      new Ack() {
        @Override
        public void send(@Nullable Object... values) {}

        @Override
        public boolean requested() {
          return false;
        }
      };

  private final String namespace;
  private final long id;
  private final PacketEncoder encoder;
  private final Consumer<List<EngineMessage>> socket; // drops it when the client has gone
  private final AtomicBoolean answered = new AtomicBoolean();

  IncomingAck(
      String namespace, long id, PacketEncoder encoder, Consumer<List<EngineMessage>> socket) {
    this.namespace = namespace;
    this.id = id;
    this.encoder = encoder;
    this.socket = socket;
  }

  @Override
  public void send(@Nullable Object... values) {
    if (answered.get()) {
      return;
    }
    Packet answer = new Packet(PacketType.ACK, namespace, id, Arguments.of(values));
    List<EngineMessage> unit = encoder.encode(answer); // may throw, and leaves it unanswered
    if (answered.compareAndSet(false, true)) {
      socket.accept(unit);
    }
  }

  @Override
  public boolean requested() {
    return true;
  }
}
