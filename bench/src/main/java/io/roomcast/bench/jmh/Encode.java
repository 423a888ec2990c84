package io.roomcast.bench.jmh;

import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What encoding a packet costs by codec, size and shape. A broadcast pays it once for all members.
 * JSON becomes a string here, and bytes only on its way to the transport.
 */
public class Encode extends Part {
  /** Which codec. */
  @Param public Codec codec;

  /** Which packet. */
  @Param public Shape shape;

  private PacketCodec encoder;
  private Packet packet;

  /** Makes the packet. */
  @Setup
  public void prepare() {
    encoder = codec.create();
    packet = shape.packet();
  }

  /** Encodes it. */
  @Benchmark
  public List<Message> encode() {
    return encoder.encode(packet);
  }
}
