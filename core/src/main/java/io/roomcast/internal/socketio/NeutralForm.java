package io.roomcast.internal.socketio;

import io.roomcast.EventArgs;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes values what they would be if a client had sent them, by the codec itself. */
record NeutralForm(PacketCodec codec) {

  /** These are our own values, or another server's: only how deep they go is bounded. */
  private static final CodecLimits LIMITS =
      new CodecLimits(Integer.MAX_VALUE, 1000, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /**
   * A value as a type: itself where it is of that type, else what its neutral form converts to.
   *
   * @param neutral brings values into their neutral form
   */
  static <T> Optional<T> typed(
      @Nullable Object value, Class<T> type, UnaryOperator<Arguments> neutral) {
    if (value == null || type.isInstance(value)) {
      return Optional.ofNullable(value).map(type::cast);
    }
    Arguments alone = Arguments.of(new Object[] {value}); // or a list would be its values
    return Optional.of(EventArgs.of(neutral.apply(alone), 0).get(0, type));
  }

  /**
   * A snapshot of the values, in neutral form and convertible.
   *
   * @throws EncodeException if a value cannot be encoded
   */
  Arguments of(Arguments values) {
    Packet packet = new Packet(PacketType.ACK, "/", 0, values); // the type that takes any values
    return decoded(codec.encode(packet))
        .map(Packet::data)
        .filter(data -> data.size() == values.size())
        .orElseThrow(
            () -> new IllegalStateException("the codec does not read back what it writes"));
  }

  private Optional<Packet> decoded(List<Message> messages) {
    PacketDecoder decoder = codec.decoder(LIMITS);
    Optional<Packet> decoded = Optional.empty();
    try {
      for (Message message : messages) {
        decoded =
            message instanceof Message.Text text
                ? decoder.text(text.text())
                : decoder.binary(((Message.Binary) message).bytes());
      }
    } catch (DecodeException e) { // a number that is too long or too large, for one
      throw new EncodeException("what was written could not be read: " + e.getMessage(), e);
    } finally {
      decoder.close();
    }
    return decoded;
  }
}
