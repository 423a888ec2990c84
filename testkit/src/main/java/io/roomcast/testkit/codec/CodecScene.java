package io.roomcast.testkit.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.testkit.InMemoryTransport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A codec as a server makes it, for the checks below it. */
abstract class CodecScene {
  private @Nullable PacketCodec made;

  protected abstract PacketCodec.Factory codec();

  @BeforeEach
  void make() {
    var unused =
        Server.builder()
            .transport(InMemoryTransport.create())
            .codec(
                values -> {
                  PacketCodec codec = codec().create(values);
                  made = codec;
                  return codec;
                })
            .build();
  }

  private PacketCodec underTest() {
    return Objects.requireNonNull(made, "the server asked for no codec");
  }

  final List<Message> encode(Packet packet) {
    return underTest().encode(packet);
  }

  final PacketDecoder decoder() {
    return decoder(CodecLimits.defaults());
  }

  final PacketDecoder decoder(CodecLimits limits) {
    return underTest().decoder(limits);
  }

  final Packet decode(PacketDecoder decoder, Packet packet) {
    return decode(decoder, encode(packet));
  }

  /** Decodes what must be the messages of one packet. */
  static Packet decode(PacketDecoder decoder, List<Message> messages) {
    int last = messages.size() - 1;
    for (Message message : messages.subList(0, last)) {
      assertThat(take(decoder, message)).as("a packet that has not ended").isEmpty();
    }
    return take(decoder, messages.get(last)).orElseThrow();
  }

  static Optional<Packet> take(PacketDecoder decoder, Message message) {
    if (message instanceof Message.Text text) {
      return decoder.text(text.text());
    }
    ByteBuffer bytes = ((Message.Binary) message).bytes();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return decoder.binary(ByteBuffer.wrap(copy)); // the decoder's own, as from a transport
  }

  static Packet event(Object... values) {
    return Packet.of(PacketType.EVENT, "/", Arguments.of(values));
  }

  /** All that a packet says. */
  static List<@Nullable Object> said(Packet packet) {
    return Arrays.asList(
        packet.type(), packet.namespace(), packet.id(), comparable(packet.data().toList()));
  }

  /** With binary that is equal by its content, and objects whose order counts. */
  static @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    } else if (value instanceof List<?> list) {
      List<@Nullable Object> all = new ArrayList<>();
      for (Object element : list) {
        all.add(comparable(element));
      }
      return all;
    } else if (value instanceof Map<?, ?> map) {
      List<@Nullable Object> members = new ArrayList<>();
      members.add("object");
      for (Map.Entry<?, ?> member : map.entrySet()) {
        members.add(member.getKey());
        members.add(comparable(member.getValue()));
      }
      return members;
    }
    return value;
  }
}
