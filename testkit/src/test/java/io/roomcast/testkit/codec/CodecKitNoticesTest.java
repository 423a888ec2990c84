package io.roomcast.testkit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

@DisplayName("The codec kit notices")
class CodecKitNoticesTest {

  /** The kit on a codec that works, but for what the test has broken. */
  static final class Patient extends PacketCodecCompatibilityKit {
    static UnaryOperator<PacketCodec> operation = UnaryOperator.identity();

    @Override
    protected PacketCodec.Factory codec() {
      return values -> operation.apply(new LetterCodec(values));
    }
  }

  /**
   * A broken promise.
   *
   * @param check the method of the kit that has to notice
   */
  record Fault(String promise, String check, UnaryOperator<PacketCodec> operation) {
    @Override
    public String toString() {
      return promise;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        decoding("an id that is lost", "everyType", (given, packet) -> with(packet, Packet.NO_ID)),
        decoding(
            "another namespace",
            "everyType",
            (given, packet) -> new Packet(packet.type(), "/", packet.id(), packet.data())),
        decoding("values that are lost", "neutralForm", (given, packet) -> cut(packet)),
        decoding("numbers that are rounded", "largeNumbers", (given, packet) -> rounded(packet)),
        decoding("neutral values only", "types", (given, packet) -> neutral(packet, false)),
        decoding(
            "values that can be changed", "immutable", (given, packet) -> neutral(packet, true)),
        encoding("no message at all", "readOnly", messages -> List.of()),
        encoding("a message before the message", "everyType", CodecKitNoticesTest::doubled),
        limiting("a depth of its own", "limits", limits -> limits.withMaxDepth(64)),
        limiting("as many values as one likes", "limits", limits -> limits.withMaxValues(100)),
        limiting("packets of any size", "limits", limits -> limits.withMaxPacketBytes(1 << 20)),
        failing("exceptions of its own", "noise"),
        failing("exceptions of its own, in half a packet", "cutOff"),
        failing("exceptions of its own, in a damaged packet", "mutations"),
        new Fault("one decoder for all", "decodersApart", CodecKitNoticesTest::pairing),
        new Fault(
            "half a packet that outlives its decoder's end",
            "closed",
            CodecKitNoticesTest::pairing),
        new Fault("values that are encoded late", "sharesNothing", CodecKitNoticesTest::lazy));
  }

  @ParameterizedTest
  @MethodSource
  void faults(Fault fault) {
    assertThat(failures(fault.check(), UnaryOperator.identity())).isZero();
    assertThat(failures(fault.check(), fault.operation())).isEqualTo(1);
  }

  private static long failures(String check, UnaryOperator<PacketCodec> operation) {
    Patient.operation = operation;
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Patient.class, check))
                .build(),
            listener);
    assertThat(listener.getSummary().getTestsStartedCount()).isEqualTo(1);
    return listener.getSummary().getTestsFailedCount();
  }

  // ---- ways to break a codec

  private static Fault decoding(
      String promise, String check, BiFunction<CodecLimits, Packet, Packet> change) {
    return new Fault(
        promise,
        check,
        working ->
            codec(
                working::encode,
                limits -> {
                  PacketDecoder decoder = working.decoder(limits);
                  return textDecoder(
                      text -> decoder.text(text).map(packet -> change.apply(limits, packet)));
                }));
  }

  private static Fault encoding(String promise, String check, UnaryOperator<List<Message>> change) {
    return new Fault(
        promise,
        check,
        working -> codec(packet -> change.apply(working.encode(packet)), working::decoder));
  }

  private static Fault limiting(String promise, String check, UnaryOperator<CodecLimits> change) {
    return new Fault(
        promise,
        check,
        working -> codec(working::encode, limits -> working.decoder(change.apply(limits))));
  }

  private static Fault failing(String promise, String check) {
    return new Fault(
        promise,
        check,
        working ->
            codec(
                working::encode,
                limits ->
                    textDecoder(
                        text -> {
                          try {
                            return working.decoder(limits).text(text);
                          } catch (RuntimeException hidden) {
                            throw new IllegalStateException("as it happens", hidden);
                          }
                        })));
  }

  /** Sends each packet in two messages, and keeps the first for whoever comes next. */
  private static PacketCodec pairing(PacketCodec working) {
    List<String> kept = new ArrayList<>();
    return codec(
        packet -> {
          String text = ((Message.Text) working.encode(packet).get(0)).text();
          int half = text.length() / 2;
          return List.of(
              new Message.Text(text.substring(0, half)), new Message.Text(text.substring(half)));
        },
        limits ->
            textDecoder(
                text -> {
                  kept.add(text);
                  if (kept.size() < 2) {
                    return Optional.empty();
                  }
                  String whole = String.join("", kept);
                  kept.clear();
                  return working.decoder(limits).text(whole);
                }));
  }

  /** Encodes when it is asked for the second time. */
  private static PacketCodec lazy(PacketCodec working) {
    List<Packet> packets = new ArrayList<>();
    return codec(
        packet -> {
          packets.add(packet);
          return List.of(new Message.Text(""));
        },
        limits ->
            textDecoder(
                text ->
                    working
                        .decoder(limits)
                        .text(((Message.Text) working.encode(packets.remove(0)).get(0)).text())));
  }

  private static Packet with(Packet packet, long id) {
    return new Packet(packet.type(), packet.namespace(), id, packet.data());
  }

  private static Packet rounded(Packet packet) {
    Object[] values =
        packet.data().toList().stream()
            .map(value -> value instanceof Number number ? (Object) number.doubleValue() : value)
            .toArray();
    return new Packet(packet.type(), packet.namespace(), packet.id(), Arguments.of(values));
  }

  private static Packet cut(Packet packet) {
    Object[] values = packet.data().toList().toArray();
    return packet.type() == PacketType.EVENT
        ? Packet.of(
            packet.type(),
            packet.namespace(),
            Arguments.of(Arrays.copyOf(values, values.length - 1)))
        : packet;
  }

  private static Packet neutral(Packet packet, boolean converting) {
    List<Object> values = new ArrayList<>();
    packet
        .data()
        .toList()
        .forEach(
            value -> values.add(value instanceof List<?> list ? new ArrayList<>(list) : value));
    Arguments changeable = Arguments.of(values.toArray());
    Arguments data =
        new Arguments() {
          @Override
          public int size() {
            return changeable.size();
          }

          @Override
          public Object get(int index) {
            return changeable.get(index);
          }

          @Override
          public Object get(int index, Type type) {
            return converting ? packet.data().get(index, type) : changeable.get(index, type);
          }
        };
    return new Packet(packet.type(), packet.namespace(), packet.id(), data);
  }

  private static List<Message> doubled(List<Message> messages) {
    List<Message> doubled = new ArrayList<>(messages);
    doubled.addAll(messages);
    return doubled;
  }

  private interface Decoding {
    Optional<Packet> text(String text);
  }

  private static PacketDecoder textDecoder(Decoding decoding) {
    return new PacketDecoder() {
      @Override
      public Optional<Packet> text(String text) {
        return decoding.text(text);
      }

      @Override
      public Optional<Packet> binary(ByteBuffer bytes) {
        throw new DecodeException("binary");
      }

      @Override
      public void close() {}
    };
  }

  private static PacketCodec codec(
      Function<Packet, List<Message>> encoding, Function<CodecLimits, PacketDecoder> decoding) {
    return new PacketCodec() {
      @Override
      public List<Message> encode(Packet packet) {
        return encoding.apply(packet);
      }

      @Override
      public PacketDecoder decoder(CodecLimits limits) {
        return decoding.apply(limits);
      }
    };
  }
}
