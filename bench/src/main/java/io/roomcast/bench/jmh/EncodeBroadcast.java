package io.roomcast.bench.jmh;

import com.google.gson.Gson;
import io.roomcast.internal.json.JsonCodec;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What encoding the packet of a broadcast costs, once for all members. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EncodeBroadcast {
  /** Letters of the one argument. */
  @Param({"32", "1024"})
  public int size;

  private final PacketCodec codec = new JsonCodec(new Gson());
  private Packet packet = packet("");

  /** Makes the packet. */
  @Setup
  public void prepare() {
    packet = packet("x".repeat(size));
  }

  private static Packet packet(String text) {
    return Packet.of(PacketType.EVENT, "/", Arguments.event("b", text));
  }

  /** Encodes it. */
  @Benchmark
  public List<Message> encode() {
    return codec.encode(packet);
  }
}
