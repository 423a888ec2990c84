package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.IncomingEvent;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketType;
import org.jspecify.annotations.Nullable;

/** An event between its arrival and its listeners. {@code codec} reads what replaces its values. */
record LocalEvent(String name, EventArgs args, Ack ack, boolean stopped, PacketCodec codec)
    implements IncomingEvent {

  @Override
  public IncomingEvent withName(String other) {
    return new LocalEvent(EventNames.requireFree(other), args, ack, stopped, codec);
  }

  @Override
  public IncomingEvent withArgs(@Nullable Object... values) {
    Packet packet = Packet.of(PacketType.EVENT, "/", Arguments.event("event", values));
    EventArgs others = EventArgs.of(ReceivedForm.of(codec, packet), 1);
    return new LocalEvent(name, others, ack, stopped, codec);
  }

  @Override
  public IncomingEvent stop() {
    return new LocalEvent(name, args, ack, true, codec);
  }

  @Override
  public String toString() {
    return name + args + (stopped ? " (stopped)" : "");
  }
}
