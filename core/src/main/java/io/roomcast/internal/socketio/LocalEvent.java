package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.EventArgs;
import io.roomcast.IncomingEvent;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.PacketCodec;
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
    EventArgs others = EventArgs.of(new NeutralForm(codec).of(Arguments.of(values)), 0);
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
