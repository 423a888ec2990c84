package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import io.roomcast.spi.adapter.cluster.SocketForm;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "RED-33 SEC-15 of what is published to the classic adapter comes a message, or nothing")
class ClassicFuzzTest {
  private static final String OWN = "node02"; // no vector is of this one

  static Stream<byte[]> broadcasts() {
    return ClassicWireTest.cases("redis-broadcast.json")
        .map(given -> HexFormat.of().parseHex(given.get("bytes").getAsString()));
  }

  @MethodSource("broadcasts")
  @FuzzTest
  void broadcast(byte[] message) {
    Optional<ClassicEvent> event =
        Reading.of(() -> ClassicEvent.read(message, OWN)).flatMap(read -> read);
    event.ifPresent(
        read -> {
          assertThat(read.toPacket().namespace()).startsWith("/");
          byte[] written = read.write("node01");
          assertThat(ClassicEvent.read(written, OWN).orElseThrow().write("node01"))
              .isEqualTo(written);
        });
  }

  static Stream<byte[]> messages() {
    return ClassicWireTest.cases("redis-messages.json").map(ClassicFuzzTest::bytes);
  }

  private static byte[] bytes(JsonObject given) {
    return given.has("text")
        ? given.get("text").getAsString().getBytes(UTF_8)
        : HexFormat.of().parseHex(given.get("bytes").getAsString());
  }

  @MethodSource("messages")
  @FuzzTest
  void request(byte[] message) {
    Optional<ClassicRequest> request =
        Reading.of(() -> ClassicRequest.read(Fields.of(Payload.read(message))));
    if (request.orElse(null) instanceof ClassicRequest.BroadcastWithAck question) {
      assertThat(question.timeout()).isPositive().isLessThanOrEqualTo(Duration.ofDays(1));
    }
  }

  @MethodSource("messages")
  @FuzzTest
  void answer(byte[] message) {
    Optional<Fields> answer = Reading.of(() -> Fields.of(Payload.read(message)));
    answer.ifPresent(
        fields -> {
          Reading.of(fields::requestId).ifPresent(id -> assertThat(id.length()).isBetween(1, 256));
          Reading.of(fields::type);
          Reading.of(() -> fields.number("clientCount"));
          Reading.of(() -> fields.list("sockets").stream().map(SocketForm::read).toList());
        });
  }
}
