package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.ValueMapping;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Packets as the npm package {@code socket.io-msgpack-parser} (version 3) writes and reads them:
 * each is one binary message, a map in MessagePack with the keys {@code type}, {@code nsp}, {@code
 * data} and {@code id}, in which binary data has its place as it is. Thread-safe.
 *
 * <pre>{@code
 * Server io = Server.builder().transport(transport).codec(MsgpackCodec.factory()).build();
 * }</pre>
 *
 * <p>All clients of the server must use that parser; the browser client of that kind is served as
 * {@code socket.io.msgpack.min.js}. A client that sends text is disconnected.
 *
 * <p>Listeners, typed arguments and the Gson of {@link io.roomcast.ServerBuilder#gson} work as with
 * JSON. What differs on the wire:
 *
 * <ul>
 *   <li>{@link CodecLimits#maxAttachments()} does not apply, as there are no attachments: binary
 *       counts as a value of {@link CodecLimits#maxValues()}.
 *   <li>Integers up to 64 bits, signed or not, travel exactly, smaller fractions as a {@code
 *       double}. A number from 2<sup>53</sup> on that is neither an integer of 64 bits nor what a
 *       {@code double} {@linkplain io.roomcast.spi.codec.NeutralNumber says} is an {@link
 *       io.roomcast.spi.codec.EncodeException}: send it as a string.
 *   <li>NaN and the infinities are sent as such, where JSON makes them null. What a client sends of
 *       them is a {@link Double}, but fits no {@code double} that a listener declares.
 *   <li>A {@code Date} of a JavaScript client arrives as text of ISO 8601, as with JSON, and fits
 *       {@link java.time.Instant} and {@link java.util.Date}; these are sent as such text.
 *   <li>{@code undefined} is null in an array and leaves out the member of an object.
 *   <li>Half a surrogate pair is sent as the replacement character U+FFFD.
 * </ul>
 *
 * <p>Counterpart in Socket.IO: {@code parser: require("socket.io-msgpack-parser")}.
 */
public final class MsgpackCodec implements PacketCodec {
  private final ValueMapping values;

  private MsgpackCodec(ValueMapping values) {
    this.values = values;
  }

  /**
   * What {@link io.roomcast.ServerBuilder#codec} takes.
   *
   * @return makes the codec of a server; may be used for several
   */
  public static PacketCodec.Factory factory() {
    return MsgpackCodec::new;
  }

  @Override
  public List<Message> encode(Packet packet) {
    MessagePackWriter out = new MessagePackWriter();
    out.beginObject();
    out.name("type");
    out.integer(packet.type().code());
    out.name("nsp");
    out.string(packet.namespace());
    if (hasPayload(packet)) {
      out.name("data");
      values.write(packet, out);
    }
    if (packet.hasId()) {
      out.name("id");
      out.integer(packet.id());
    }
    out.endObject();
    return List.of(new Message.Binary(ByteBuffer.wrap(out.toByteArray())));
  }

  private static boolean hasPayload(Packet packet) {
    return packet.type() == PacketType.EVENT
        || packet.type() == PacketType.ACK
        || packet.data().size() > 0;
  }

  @Override
  public PacketDecoder decoder(CodecLimits limits) {
    return new MsgpackDecoder(values, limits);
  }
}
