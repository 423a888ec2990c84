package io.roomcast.codec.msgpack;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.PayloadBuilder;
import io.roomcast.spi.codec.ValueMapping;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One packet in each binary message; keeps nothing from one to the next. */
final class MsgpackDecoder implements PacketDecoder {
  private final ValueMapping values;
  private final CodecLimits limits;

  MsgpackDecoder(ValueMapping values, CodecLimits limits) {
    this.values = values;
    this.limits = limits;
  }

  @Override
  public Optional<Packet> text(String text) {
    throw new DecodeException("got plaintext data, where packets are MessagePack");
  }

  @Override
  public Optional<Packet> binary(ByteBuffer bytes) {
    if (bytes.remaining() > limits.maxPacketBytes()) {
      throw DecodeException.overLimit("maxPacketBytes", "packet too large");
    }
    MessagePackReader in = new MessagePackReader(bytes, limits);
    Fields fields = new Fields(values.payload());
    if (in.next() == MessagePackType.MAP) {
      for (int members = in.mapHeader(); members > 0; members--) {
        fields.read(in);
      }
    } else {
      in.skip();
    }
    if (in.remaining() > 0) {
      throw new DecodeException(in.remaining() + " trailing bytes");
    }
    return Optional.of(fields.packet());
  }

  @Override
  public void close() {}

  /** What has been read of a packet: checked when all of it is there, since the order is free. */
  private static final class Fields {
    private final PayloadBuilder payload;
    private double type = Double.NaN;
    private @Nullable String namespace;
    private boolean hasPayload;
    private double id = Packet.NO_ID;

    Fields(PayloadBuilder payload) {
      this.payload = payload;
    }

    void read(MessagePackReader in) {
      String key = in.key();
      if (in.next() == MessagePackType.UNDEFINED) {
        in.skip(); // as good as absent
        return;
      }
      switch (key) {
        case "type" -> type = number(in);
        case "nsp" -> namespace = text(in);
        case "id" -> id = number(in);
        case "data" -> {
          if (hasPayload) {
            throw new DecodeException("invalid payload");
          }
          hasPayload = true;
          in.read(payload);
        }
        default -> in.skip(); // clients send their options, too
      }
    }

    Packet packet() {
      PacketType known = known(type);
      if (namespace == null || !namespace.startsWith("/")) {
        throw new DecodeException("invalid namespace");
      }
      Arguments data = payload.build(known);
      boolean valid = id == Packet.NO_ID || (id >= 0 && id <= Packet.MAX_ID && id == Math.rint(id));
      if (!valid) {
        throw new DecodeException("invalid packet id");
      }
      return new Packet(known, namespace, (long) id, data);
    }

    private static PacketType known(double code) {
      for (PacketType known : PacketType.values()) {
        if (known.code() == code) {
          return known;
        }
      }
      throw new DecodeException("invalid packet type");
    }

    /** Exact up to the largest id, and no valid id or type where it is none. */
    private static double number(MessagePackReader in) {
      if (in.next() == MessagePackType.INTEGER || in.next() == MessagePackType.FLOAT) {
        double number = in.number().doubleValue();
        return number == Packet.NO_ID ? Double.NaN : number; // -1 is ours, not a client's
      }
      in.skip();
      return Double.NaN;
    }

    private static @Nullable String text(MessagePackReader in) {
      if (in.next() == MessagePackType.STRING) {
        return in.string();
      }
      in.skip();
      return null;
    }
  }
}
