package io.roomcast.testkit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a decoder must refuse. */
abstract class BadInputChecks extends CodecScene {
  private static final int MUTATIONS = 2_000;

  private static final Packet RICH =
      new Packet(
          PacketType.EVENT,
          "/room",
          7,
          Arguments.event(
              "event", 1L, -1.5, true, "안녕", Map.of("a", List.of(new byte[] {1, 2}, "b"))));

  @Test
  @DisplayName("an event of a reserved name is refused")
  void reservedEvents() {
    for (String name :
        List.of(
            "connect",
            "connect_error",
            "disconnect",
            "disconnecting",
            "newListener",
            "removeListener")) {
      refused(event(name));
    }
  }

  @Test
  @DisplayName("a packet that carries what its type does not is refused")
  void wrongPayload() {
    refused(event(true, "no name"));
    refused(event(List.of("e")));
    refused(event(Collections.singletonList(null).toArray()));
    refused(Packet.of(PacketType.CONNECT, "/", Arguments.of("text")));
    refused(Packet.of(PacketType.CONNECT, "/", Arguments.of(List.of(1L))));
    refused(Packet.of(PacketType.CONNECT, "/", Arguments.of(true)));
    refused(Packet.of(PacketType.CONNECT_ERROR, "/", Arguments.of(true)));
    refused(Packet.of(PacketType.CONNECT_ERROR, "/", Arguments.of(List.of())));
    refused(Packet.of(PacketType.DISCONNECT, "/", Arguments.of(Map.of())));
  }

  /** A codec may refuse to encode it as well. */
  private void refused(Packet packet) {
    List<Message> messages;
    try {
      messages = encode(packet);
    } catch (EncodeException sooner) {
      return;
    }
    assertThat(attempt(decoder(), messages)).as("%s", packet).isEmpty();
  }

  @Test
  @DisplayName("the limits are kept to the last value, level, and byte")
  void limits() {
    Packet packet = event("e", List.of(List.of(1L))); // three levels, five values
    CodecLimits exact = CodecLimits.defaults().withMaxDepth(3).withMaxValues(5);
    List<Message> messages = encode(packet);
    assertThat(attempt(decoder(exact), messages)).isPresent();
    assertThat(attempt(decoder(exact.withMaxDepth(2)), messages)).isEmpty();
    assertThat(attempt(decoder(exact.withMaxValues(4)), messages)).isEmpty();
    int size = messages.stream().mapToInt(BadInputChecks::size).sum();
    assertThat(attempt(decoder(exact.withMaxPacketBytes(size)), messages)).isPresent();
    assertThat(attempt(decoder(exact.withMaxPacketBytes(size - 1)), messages)).isEmpty();
  }

  @Test
  @DisplayName("what ends too early is no packet")
  void cutOff() {
    List<Message> messages = encode(event("event", 1L, "안녕", Map.of("a", List.of(true))));
    Message last = messages.get(messages.size() - 1);
    for (int length = 0; length < length(last); length++) {
      List<Message> cut = new ArrayList<>(messages.subList(0, messages.size() - 1));
      cut.add(cut(last, length));
      assertThat(attempt(decoder(), cut)).as("cut to %s", length).isEmpty();
    }
  }

  @Test
  @DisplayName("messages that nobody would send are refused, or are packets")
  void mutations() {
    Random random = new Random(20260104);
    List<Message> messages = encode(RICH);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      List<Message> mutated = new ArrayList<>(messages);
      int at = random.nextInt(mutated.size());
      mutated.set(at, mutate(mutated.get(at), random));
      refused += attempt(decoder(), mutated).isEmpty() ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  @Test
  @DisplayName("empty messages and noise are refused")
  void noise() {
    Random random = new Random(20260105);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);
      StringBuilder text = new StringBuilder();
      for (byte character : bytes) {
        text.append((char) (character & 0x7f));
      }
      attempt(decoder(), List.of(new Message.Binary(ByteBuffer.wrap(bytes))));
      attempt(decoder(), List.of(new Message.Text(text.toString())));
    }
    assertThat(attempt(decoder(), List.of(new Message.Text("")))).isEmpty();
    assertThat(attempt(decoder(), List.of(new Message.Binary(ByteBuffer.allocate(0))))).isEmpty();
  }

  /** The packet that messages make, if they are not refused in the one way that there is. */
  private static Optional<Packet> attempt(PacketDecoder decoder, List<Message> messages) {
    List<Packet> packets = new ArrayList<>();
    Throwable failure =
        catchThrowable(
            () -> messages.forEach(message -> take(decoder, message).ifPresent(packets::add)));
    if (failure != null) {
      assertThat(failure).isInstanceOf(DecodeException.class);
      return Optional.empty();
    }
    return packets.stream().findFirst();
  }

  private static int length(Message message) {
    return message instanceof Message.Text text
        ? text.text().length()
        : ((Message.Binary) message).bytes().remaining();
  }

  private static int size(Message message) {
    return message instanceof Message.Text text
        ? text.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length
        : length(message);
  }

  private static Message cut(Message message, int length) {
    return message instanceof Message.Text text
        ? new Message.Text(text.text().substring(0, length))
        : new Message.Binary(((Message.Binary) message).bytes().limit(length));
  }

  private static Message mutate(Message message, Random random) {
    int at = random.nextInt(length(message));
    if (message instanceof Message.Text text) {
      StringBuilder mutated = new StringBuilder(text.text());
      mutated.setCharAt(at, (char) (random.nextInt(0x60) + 0x20));
      return new Message.Text(mutated.toString());
    }
    ByteBuffer bytes = ((Message.Binary) message).bytes();
    byte[] mutated = new byte[bytes.remaining()];
    bytes.get(mutated);
    mutated[at] = (byte) random.nextInt(256);
    return new Message.Binary(ByteBuffer.wrap(Arrays.copyOf(mutated, mutated.length)));
  }
}
