package io.roomcast.internal.json;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Texts and the attachments that follow them, of one connection. */
final class JsonDecoder implements PacketDecoder {
  private final Conversion conversion;
  private final CodecLimits limits;
  private @Nullable Incomplete incomplete;

  JsonDecoder(Conversion conversion, CodecLimits limits) {
    this.conversion = conversion;
    this.limits = limits;
  }

  @Override
  public Optional<Packet> text(String text) {
    if (incomplete != null) {
      throw new DecodeException("got plaintext data when reconstructing a packet");
    }
    long size = utf8Length(text);
    checkSize(size);
    PacketHeader header = PacketHeader.parse(text, limits.maxAttachments());
    Items data = data(header, text);
    if (header.attachments() > 0) {
      incomplete = new Incomplete(header, data, new ArrayList<>(), size);
      return Optional.empty();
    }
    return Optional.of(packet(header, data));
  }

  @Override
  public Optional<Packet> binary(ByteBuffer bytes) {
    Incomplete packet = incomplete;
    if (packet == null) {
      throw new DecodeException("got binary data when not reconstructing a packet");
    }
    long size = packet.size + bytes.remaining();
    checkSize(size);
    packet.attachments.add(toArray(bytes));
    if (packet.attachments.size() < packet.header.attachments()) {
      incomplete = new Incomplete(packet.header, packet.data, packet.attachments, size);
      return Optional.empty();
    }
    incomplete = null;
    Items data = new Attachments(packet.attachments).into(packet.data);
    return Optional.of(packet(packet.header, data));
  }

  @Override
  public void close() {
    incomplete = null;
  }

  /** A text whose attachments are still to come. */
  private record Incomplete(PacketHeader header, Items data, List<byte[]> attachments, long size) {}

  private Packet packet(PacketHeader header, Items data) {
    Arguments arguments = DecodedArguments.of(header.type(), data, conversion);
    return new Packet(header.type(), header.namespace(), header.id(), arguments);
  }

  private Items data(PacketHeader header, String text) {
    if (header.end() == text.length()) {
      if (header.type() == PacketType.EVENT) {
        throw PayloadRules.invalid(); // no event without a name
      }
      return Items.EMPTY;
    }
    if (text.charAt(header.end()) <= ' ') {
      throw PayloadRules.invalid(); // JSON allows space here, but the reference takes it for an id
    }
    Object payload = JsonText.parse(text, header.end(), limits);
    return PayloadRules.checked(header.type(), payload);
  }

  private void checkSize(long size) {
    if (size > limits.maxPacketBytes()) {
      throw DecodeException.overLimit("maxPacketBytes", "packet too large");
    }
  }

  /** The length in bytes; counted only where it can matter. */
  private long utf8Length(String text) {
    int chars = text.length();
    if (chars > limits.maxPacketBytes()) {
      return chars;
    }
    long length = chars;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // both halves of a surrogate pair together make four bytes
        length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return length;
  }

  private static byte[] toArray(ByteBuffer bytes) {
    if (bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == bytes.remaining()) {
      return bytes.array();
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }
}
