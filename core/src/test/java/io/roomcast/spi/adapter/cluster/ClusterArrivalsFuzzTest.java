package io.roomcast.spi.adapter.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "RED-33 ADP-10 whatever other servers say, a server asks, and ends its questions in time")
class ClusterArrivalsFuzzTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Selection ALL = Selection.all();
  private static final Gson GSON = new Gson();

  static Stream<byte[]> seeds() {
    List<String> each =
        ClusterFormTest.messages()
            .map(
                message ->
                    GSON.toJson(ClusterForm.write(new ClusterEnvelope("b", "/chat", message))))
            .toList();
    String answers =
        Stream.of("fetch", "asked", "asked clients")
            .flatMap(id -> each.stream().map(json -> json.replace("\"id\"", '"' + id + '"')))
            .collect(Collectors.joining("\n"));
    return Stream.concat(each.stream(), Stream.of(answers, answers + "\n" + answers))
        .map(text -> text.getBytes(UTF_8));
  }

  /** Messages in JSON, one on each line; some questions that are under way have a short name. */
  @MethodSource("seeds")
  @FuzzTest
  void arrivals(byte[] messages) {
    FakeRooms rooms = new FakeRooms();
    FakeWire wire = new FakeWire().named("b", "c");
    ClusterAdapter adapter = new ClusterAdapter(rooms, "a", wire);
    assertThat(adapter.open()).isCompleted();
    Map<String, Supplier<CompletionStage<?>>> questions =
        Map.of(
            "fetch", () -> adapter.fetchSockets(ALL, TIMEOUT),
            "asked", () -> adapter.serverSideEmitWithAck(Arguments.of("e"), TIMEOUT),
            "asked clients",
                () -> adapter.broadcastWithAck(event(), ALL, EmitFlags.DEFAULT, TIMEOUT));
    List<CompletionStage<?>> replies = new ArrayList<>();
    String[] text = {new String(messages, UTF_8)};
    questions.forEach(
        (name, question) -> {
          replies.add(question.get());
          text[0] = text[0].replace('"' + name + '"', '"' + wire.lastRequestId() + '"');
        });

    List<String> lines = text[0].lines().toList();
    lines.forEach(line -> wire.inbox.receive(line, ClusterArrivalsFuzzTest::read));

    assertThat(adapter.ignoredMessages()).isLessThanOrEqualTo(lines.size());
    rooms.timers.advance(TIMEOUT);
    assertThat(replies).allSatisfy(reply -> assertThat(reply).isCompleted());
    assertThat(rooms.timers.pending()).isZero();
  }

  private static Packet event() {
    return Packet.of(PacketType.EVENT, "/chat", Arguments.of("e"));
  }

  private static ClusterEnvelope read(String json) {
    try {
      return ClusterForm.read(GSON.fromJson(json, Object.class));
    } catch (JsonParseException e) {
      throw new DecodeException("no JSON");
    }
  }
}
