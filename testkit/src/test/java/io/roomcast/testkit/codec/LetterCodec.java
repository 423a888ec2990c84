package io.roomcast.testkit.codec;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.ValueMapping;
import java.util.List;

/**
 * The codec of docs/codecs.md: text, in which a letter says what follows, as in {@code
 * i2;i-1;s1:/[s5:helloi42;]} for an event. A codec of one's own need not do more.
 */
final class LetterCodec implements PacketCodec {
  private final ValueMapping values;

  LetterCodec(ValueMapping values) {
    this.values = values;
  }

  @Override
  public List<Message> encode(Packet packet) {
    LetterWriter out = new LetterWriter();
    out.integer(packet.type().code());
    out.integer(packet.id());
    out.string(packet.namespace());
    boolean carriesArray = packet.type() == PacketType.EVENT || packet.type() == PacketType.ACK;
    if (carriesArray || packet.data().size() > 0) {
      values.write(packet, out);
    }
    return List.of(new Message.Text(out.toString()));
  }

  @Override
  public PacketDecoder decoder(CodecLimits limits) {
    return new LetterDecoder(values, limits);
  }
}
