package io.roomcast.bench.jmh;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What decoding a packet costs by codec, size and shape: from the messages that a transport hands
 * over, of which a text is a string already, to values of no particular type.
 */
public class Decode extends Part {
  /** Which codec. */
  @Param public Codec codec;

  /** Which packet. */
  @Param public Shape shape;

  private PacketDecoder decoder;
  private String text; // JSON begins with it
  private List<ByteBuffer> binary;

  /** Makes the messages. */
  @Setup
  public void prepare() {
    decoder = codec.create().decoder(CodecLimits.defaults());
    text = "";
    binary = new ArrayList<>();
    for (Message message : codec.create().encode(shape.packet())) {
      if (message instanceof Message.Text first) {
        text = first.text();
      } else {
        binary.add(copy(((Message.Binary) message).bytes()));
      }
    }
    if (!decode().type().equals(shape.packet().type())) {
      throw new IllegalStateException("it is another packet");
    }
  }

  /** Writable and of their own, as transports have them. */
  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  /** Decodes all messages of the packet. */
  @Benchmark
  public Packet decode() {
    Optional<Packet> packet = text.isEmpty() ? Optional.empty() : decoder.text(text);
    for (ByteBuffer message : binary) {
      packet = decoder.binary(message.duplicate());
    }
    return packet.orElseThrow();
  }
}
