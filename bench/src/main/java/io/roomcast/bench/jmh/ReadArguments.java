package io.roomcast.bench.jmh;

import io.roomcast.EventArgs;
import io.roomcast.TypeRef;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketType;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * What a listener pays for the type that it declares: the conversion of an argument that has been
 * decoded already. It is the same for all codecs.
 */
public class ReadArguments extends Part {
  private static final TypeRef<List<Move>> MOVES = new TypeRef<>() {};
  private static final TypeRef<List<Integer>> NUMBERS = new TypeRef<>() {};

  /** Elements of the lists. */
  @Param({"1", "100"})
  public int elements;

  private EventArgs args;

  /** An application's type. */
  public record Move(String piece, int row, int column, boolean capture) {}

  /** Decodes an event with a text, a number, a record, and lists of them. */
  @Setup
  public void prepare() {
    Move move = new Move("knight", 3, 4, true);
    List<Move> moves = IntStream.range(0, elements).mapToObj(i -> move).toList();
    List<Integer> numbers = IntStream.range(0, elements).boxed().toList();
    Arguments given = Arguments.event("e", "knight", 42, move, moves, numbers);
    PacketCodec codec = Codec.JSON.create();
    Message.Text sent = (Message.Text) codec.encode(Packet.of(PacketType.EVENT, "/", given)).get(0);
    Packet received = codec.decoder(CodecLimits.defaults()).text(sent.text()).orElseThrow();
    args = EventArgs.of(received.data(), 1);
    if (!record().equals(move) || !records().equals(moves) || !numbers().equals(numbers)) {
      throw new IllegalStateException("they are other values: " + args);
    }
  }

  /** To a string, as which it has come. */
  @Benchmark
  public String text() {
    return args.get(0, String.class);
  }

  /** To an int. */
  @Benchmark
  public int number() {
    return args.get(1, Integer.class);
  }

  /** To a record of four components. */
  @Benchmark
  public Move record() {
    return args.get(2, Move.class);
  }

  /** To a list of such records. */
  @Benchmark
  public List<Move> records() {
    return args.get(3, MOVES);
  }

  /** To a list of numbers. */
  @Benchmark
  public List<Integer> numbers() {
    return args.get(4, NUMBERS);
  }
}
