package io.roomcast.codec.msgpack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Broadcast;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.BroadcastWithAck;
import io.roomcast.spi.adapter.cluster.ClusterMessage.Presence;
import io.roomcast.spi.adapter.cluster.ClusterMessage.SocketsJoin;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Messages between servers, as bytes")
class ClusterCodecTest {
  private static final Selection R = new Selection(Set.of("r"), Set.of());
  private static final BigInteger UNSIGNED = new BigInteger("18446744073709551615");
  private static final List<ClusterMessage> MESSAGES =
      List.of(
          Presence.HEARTBEAT,
          new Broadcast(List.of("e", 1L, 0.5, "안녕"), R, EmitFlags.DEFAULT),
          new Broadcast(List.of("e", UNSIGNED), R, EmitFlags.DEFAULT),
          new BroadcastWithAck("id", Duration.ofSeconds(1), List.of("e"), R, EmitFlags.DEFAULT),
          new SocketsJoin(R, Set.of("s")));
  private static final ClusterEnvelope BINARY =
      envelope(new Broadcast(List.of("e", new byte[] {1, 2}), R, EmitFlags.DEFAULT));

  private final ClusterCodec codec = new ClusterCodec();

  private static ClusterEnvelope envelope(ClusterMessage message) {
    return new ClusterEnvelope("0123456789abcdef", "/", message);
  }

  @Test
  @DisplayName("RED-19 are JSON text, in the order of members of the reference")
  void json() {
    assertThat(new String(codec.encode(envelope(MESSAGES.get(1))), UTF_8))
        .isEqualTo(
            "{\"type\":3,\"data\":{\"packet\":{\"type\":2,\"data\":[\"e\",1,0.5,\"안녕\"]},"
                + "\"opts\":{\"rooms\":[\"r\"],\"except\":[],\"flags\":{}}},"
                + "\"uid\":\"0123456789abcdef\",\"nsp\":\"/\"}");
  }

  @Test
  @DisplayName("RED-19 are MessagePack where there is binary data, and read in either form")
  void either_form() {
    byte[] bytes = codec.encode(BINARY);
    assertThat(bytes[0]).isEqualTo((byte) 0x84);
    assertThat(bytes).containsSequence(new byte[] {(byte) 0xc4, 2, 1, 2});
    Broadcast read = (Broadcast) codec.decode(bytes).message();
    assertThat((byte[]) read.values().get(1)).containsExactly(1, 2);
    for (ClusterMessage message : MESSAGES) {
      assertThat(codec.decode(codec.encode(envelope(message)))).isEqualTo(envelope(message));
      assertThat(codec.decode(codec.encodeMessagePack(envelope(message))))
          .isEqualTo(envelope(message));
    }
  }

  @Test
  @DisplayName("RED-19 keep the digits of large numbers, or beside binary data are refused")
  void large_numbers() {
    for (Number number :
        List.of(new BigInteger("123456789012345678901234567890"), new BigDecimal("1E+350"))) {
      ClusterEnvelope text = envelope(new Broadcast(List.of("e", number), R, EmitFlags.DEFAULT));
      assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
      ClusterEnvelope binary =
          envelope(new Broadcast(List.of("e", number, new byte[1]), R, EmitFlags.DEFAULT));
      assertThatThrownBy(() -> codec.encode(binary)).isInstanceOf(EncodeException.class);
      assertThatThrownBy(() -> codec.encodeMessagePack(text)).isInstanceOf(EncodeException.class);
    }
  }

  @Test
  @DisplayName("RED-33 nothing but a DecodeException comes of mutations, and some are understood")
  void mutations() {
    Random random = new Random(20261123);
    int accepted = 0;
    for (int i = 0; i < 50_000; i++) {
      ClusterEnvelope given =
          i % 5 == 0 ? BINARY : envelope(MESSAGES.get(random.nextInt(MESSAGES.size())));
      byte[] bytes = i % 2 == 0 ? codec.encode(given) : codec.encodeMessagePack(given);
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      accepted += accepts(codec, Arrays.copyOf(bytes, bytes.length - random.nextInt(2))) ? 1 : 0;
    }
    assertThat(accepted).isBetween(1_000, 49_000); // else this proves little
  }

  @FuzzTest
  void fuzz(byte[] bytes) {
    ClusterCodec small = new ClusterCodec(new CodecLimits(0, 20, 10_000, 1_000));
    assertThat(accepts(small, bytes)).isEqualTo(accepts(small, bytes));
  }

  /** What is understood can be told again, and means the same. */
  private static boolean accepts(ClusterCodec codec, byte[] bytes) {
    ClusterEnvelope read;
    try {
      read = codec.decode(bytes);
    } catch (DecodeException refused) {
      return false;
    }
    byte[] again = codec.encode(read);
    assertThat(codec.encode(codec.decode(again))).isEqualTo(again);
    return true;
  }

  @Test
  @DisplayName("RED-33 no beginning of a message is one")
  void prefixes() {
    for (byte[] bytes :
        List.of(codec.encode(BINARY), codec.encode(envelope(new BroadcastAck("i", List.of(1L)))))) {
      for (int length = 0; length < bytes.length; length++) {
        byte[] prefix = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> codec.decode(prefix)).isInstanceOf(DecodeException.class);
      }
    }
  }

  @Test
  @DisplayName("RED-33 a message that no server would read is not written")
  void over_limits() {
    ClusterCodec small = new ClusterCodec(new CodecLimits(0, 6, 300, 30));
    for (Object value :
        List.of(
            "x".repeat(300), Collections.nCopies(30, 1L), List.of(List.of(List.of(List.of()))))) {
      ClusterEnvelope envelope = envelope(new Broadcast(List.of("e", value), R, EmitFlags.DEFAULT));
      assertThatThrownBy(() -> small.encode(envelope)).isInstanceOf(EncodeException.class);
      assertThatThrownBy(() -> small.encodeMessagePack(envelope))
          .isInstanceOf(EncodeException.class);
    }
    assertThat(small.decode(small.encode(envelope(MESSAGES.get(1))))).isNotNull();
    ClusterEnvelope large =
        envelope(new Broadcast(List.of("e", new byte[64 << 20]), R, EmitFlags.DEFAULT));
    assertThatThrownBy(() -> codec.encode(large))
        .isInstanceOf(EncodeException.class)
        .hasMessage("larger than 67108864 bytes");
  }
}
